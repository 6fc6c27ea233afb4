package dev.busway.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much waits in the outbox and since when: {@code busway.outbox.rows} (counted up to 100,000) and
 * {@code busway.outbox.lag.seconds}; and what is due later, {@code busway.scheduled.rows}. Asked for by a scrape, looked up at most every few seconds, so a scrape sees the figures of
 * the one before.
 */
final class OutboxLag {
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Pool pool;
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - FRESH.toNanos());
    private volatile double rows;
    private volatile double seconds;
    private volatile double scheduled;

    OutboxLag(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        Gauge.builder("busway.outbox.rows", this, lag -> lag.look().rows)
                .description("Messages that are durable and not sent yet")
                .register(meters);
        Gauge.builder("busway.outbox.lag.seconds", this, lag -> lag.look().seconds)
                .description("Age of the oldest message that is not sent yet")
                .register(meters);
        Gauge.builder("busway.scheduled.rows", this, lag -> lag.look().scheduled)
                .description("Messages that are due later")
                .register(meters);
    }

    private OutboxLag look() {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last > FRESH.toNanos() && looked.compareAndSet(last, now)) {
            pool.query(RelaySql.LAG).execute().onSuccess(found -> {
                Row row = found.iterator().next();
                rows = row.getLong("rows");
                seconds = row.getDouble("seconds");
            });
            pool.query(ScheduleSql.ROWS)
                    .execute()
                    .onSuccess(found -> scheduled = found.iterator().next().getLong("rows"));
        }
        return this;
    }
}
