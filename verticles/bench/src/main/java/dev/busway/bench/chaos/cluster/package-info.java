/** {@code scripts/chaos cluster}: what nodes know of each other while they die, freeze and lose each other. */
@NullMarked
package dev.busway.bench.chaos.cluster;

import org.jspecify.annotations.NullMarked;
