/** Restaurants: owns the menus and tells every change (publish and subscribe, data replication). */
@NullMarked
package dev.busway.orders.restaurants;

import org.jspecify.annotations.NullMarked;
