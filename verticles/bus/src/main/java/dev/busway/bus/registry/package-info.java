/** Who takes which channel in the cluster: the port, and the directory that nodes keep together. */
@NullMarked
package dev.busway.bus.registry;

import org.jspecify.annotations.NullMarked;
