/** Dev mode: the servers that a node needs, embedded. */
@NullMarked
package dev.busway.node.dev;

import org.jspecify.annotations.NullMarked;
