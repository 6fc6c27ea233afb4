/** Carries channels over Kafka topics: one shared producer, and for each group a poll thread of its own. */
@NullMarked
package dev.busway.kafka;

import org.jspecify.annotations.NullMarked;
