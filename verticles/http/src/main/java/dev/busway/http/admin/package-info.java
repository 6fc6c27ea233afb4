/** The door's part for operators. */
@NullMarked
package dev.busway.http.admin;

import org.jspecify.annotations.NullMarked;
