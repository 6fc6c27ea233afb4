/** The language of the house: one immutable {@link dev.busway.message.Message}, which is one CloudEvents 1.0 event. */
@NullMarked
package dev.busway.message;

import org.jspecify.annotations.NullMarked;
