/** The outbox: our relay's engines and Debezium's embedded engine, on one database server and one broker. */
@NullMarked
package dev.busway.bench.outbox;

import org.jspecify.annotations.NullMarked;
