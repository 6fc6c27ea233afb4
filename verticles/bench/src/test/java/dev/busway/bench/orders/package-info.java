/** The example system on real parts, through HTTP and a browser. */
package dev.busway.bench.orders;
