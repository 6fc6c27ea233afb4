/** The steps of a pipeline, one file each; their order is the list in {@link dev.busway.bus.Pipelines}. */
@NullMarked
package dev.busway.bus.stage;

import org.jspecify.annotations.NullMarked;
