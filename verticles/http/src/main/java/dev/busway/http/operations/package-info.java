/** What became of a message that was answered with <i>accepted</i>. */
@NullMarked
package dev.busway.http.operations;

import org.jspecify.annotations.NullMarked;
