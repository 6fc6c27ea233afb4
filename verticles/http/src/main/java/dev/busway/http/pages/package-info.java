/** What is read, not sent: contracts, health, metrics, the site. */
@NullMarked
package dev.busway.http.pages;

import org.jspecify.annotations.NullMarked;
