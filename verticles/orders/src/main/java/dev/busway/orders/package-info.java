/** Orders: the service that the example system is about, and the saga that sees an order through. */
@NullMarked
package dev.busway.orders;

import org.jspecify.annotations.NullMarked;
