/** Calling services that the registry knows: whom, how often, and whom not. */
@NullMarked
package dev.busway.bus.service;

import org.jspecify.annotations.NullMarked;
