/** Couriers: asked all at once, each answers (publish and gather). */
@NullMarked
package dev.busway.orders.couriers;

import org.jspecify.annotations.NullMarked;
