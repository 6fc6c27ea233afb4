/** Notifications: told, never answering (one-way). */
@NullMarked
package dev.busway.orders.notifications;

import org.jspecify.annotations.NullMarked;
