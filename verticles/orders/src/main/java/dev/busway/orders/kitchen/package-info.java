/** Kitchen: asked by a message, answers by a message (asynchronous request and reply). */
@NullMarked
package dev.busway.orders.kitchen;

import org.jspecify.annotations.NullMarked;
