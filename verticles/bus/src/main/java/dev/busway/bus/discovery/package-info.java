/** Who offers which service, where, with a lease: the registry's port. Implementations live in their own room. */
@NullMarked
package dev.busway.bus.discovery;

import org.jspecify.annotations.NullMarked;
