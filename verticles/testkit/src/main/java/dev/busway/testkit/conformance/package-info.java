/** What every implementation of a port must pass. */
@NullMarked
package dev.busway.testkit.conformance;

import org.jspecify.annotations.NullMarked;
