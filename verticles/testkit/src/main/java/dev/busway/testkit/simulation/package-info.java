/** Runs the platform's own code on a virtual clock: nodes, brokers and faults of one seed, one step after the other on one thread. */
@NullMarked
package dev.busway.testkit.simulation;

import org.jspecify.annotations.NullMarked;
