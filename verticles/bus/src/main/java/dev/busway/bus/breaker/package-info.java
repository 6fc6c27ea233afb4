/** Circuit breakers: calls to a target that fails too often are refused at once until it has proved itself again. */
@NullMarked
package dev.busway.bus.breaker;

import org.jspecify.annotations.NullMarked;
