/** One running node: its configuration, the order in which its parts open, and the order in which they end. */
@NullMarked
package dev.busway.node;

import org.jspecify.annotations.NullMarked;
