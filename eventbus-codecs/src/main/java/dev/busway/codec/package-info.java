/** Messages as bytes: the event-bus frame, JSON, and the CloudEvents bindings. */
@NullMarked
package dev.busway.codec;

import org.jspecify.annotations.NullMarked;
