/** Us and our peers side by side in one run: medians of paired ratios, never a single figure. */
@NullMarked
package dev.busway.bench;

import org.jspecify.annotations.NullMarked;
