/** The promise: AsyncAPI contracts, read, checked and turned into small records. */
@NullMarked
package dev.busway.contract;

import org.jspecify.annotations.NullMarked;
