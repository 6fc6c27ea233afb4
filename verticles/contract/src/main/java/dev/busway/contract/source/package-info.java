/** Where a contract's text comes from: files, {@code $ref}s between them, and the line that each part stood on. */
@NullMarked
package dev.busway.contract.source;

import org.jspecify.annotations.NullMarked;
