/** JSON Schema draft-07, by networknt: the one place that knows that library. */
@NullMarked
package dev.busway.contract.schema;

import org.jspecify.annotations.NullMarked;
