/** From request to message, from outcome to answer. */
@NullMarked
package dev.busway.http.channels;

import org.jspecify.annotations.NullMarked;
