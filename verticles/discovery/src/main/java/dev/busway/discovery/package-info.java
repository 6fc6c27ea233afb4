/** Registries: who offers which service, where. */
@NullMarked
package dev.busway.discovery;

import org.jspecify.annotations.NullMarked;
