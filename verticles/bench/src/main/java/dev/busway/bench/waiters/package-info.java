/** How soon those who wait for an operation are told of its end, when they wait on another node than the one that ends it. */
@NullMarked
package dev.busway.bench.waiters;

import org.jspecify.annotations.NullMarked;
