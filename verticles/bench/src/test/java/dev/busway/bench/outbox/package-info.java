@org.jspecify.annotations.NullMarked
package dev.busway.bench.outbox;
