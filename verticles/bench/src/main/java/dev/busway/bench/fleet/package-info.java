/** Real nodes as child processes with their servers, for demos and loads. */
@NullMarked
package dev.busway.bench.fleet;

import org.jspecify.annotations.NullMarked;
