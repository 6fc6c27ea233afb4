/** A load on real nodes, brokers and databases that are killed, frozen and cut off meanwhile; then the books are read. */
@NullMarked
package dev.busway.bench.chaos;

import org.jspecify.annotations.NullMarked;
