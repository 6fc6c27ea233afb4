/** Consumers: asked and answered on the live path (request and response). */
@NullMarked
package dev.busway.orders.consumers;

import org.jspecify.annotations.NullMarked;
