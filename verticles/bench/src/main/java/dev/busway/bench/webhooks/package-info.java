/** Real webhook payloads through the door, under their real schemas. */
@NullMarked
package dev.busway.bench.webhooks;

import org.jspecify.annotations.NullMarked;
