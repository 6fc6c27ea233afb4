/** The command line: one file per verb. */
@NullMarked
package dev.busway.node.cli;

import org.jspecify.annotations.NullMarked;
