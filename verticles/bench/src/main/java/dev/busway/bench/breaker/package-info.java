/** What a breaker, a limit and a deadline add to a call: ours, resilience4j's and Vert.x's, by JMH. */
@NullMarked
package dev.busway.bench.breaker;

import org.jspecify.annotations.NullMarked;
