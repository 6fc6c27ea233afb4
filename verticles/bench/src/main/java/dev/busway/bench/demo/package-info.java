/** Orders under load on several nodes, one of them killed; what was lost, doubled or out of order is read from the books. */
@NullMarked
package dev.busway.bench.demo;

import org.jspecify.annotations.NullMarked;
