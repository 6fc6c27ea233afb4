/** What a person does with dead letters: look, replay, drop; what console and command line are built on. */
@NullMarked
package dev.busway.bus.deadletter;

import org.jspecify.annotations.NullMarked;
