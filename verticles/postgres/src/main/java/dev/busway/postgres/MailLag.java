package dev.busway.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much mail waits for its groups and since when: {@code busway.mail.rows} (counted up to 100,000) and {@code
 * busway.mail.lag.seconds}. Asked for by a scrape, looked up at most every few seconds, so a scrape sees the figures of the one before.
 */
final class MailLag {
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Pool pool;
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - FRESH.toNanos());
    private volatile double rows;
    private volatile double seconds;

    MailLag(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        Gauge.builder("busway.mail.rows", this, lag -> lag.look().rows)
                .description("Messages of brokerless durable channels that no group has handled yet, for each group")
                .strongReference(true)
                .register(meters);
        Gauge.builder("busway.mail.lag.seconds", this, lag -> lag.look().seconds)
                .description("Age of the oldest of them")
                .strongReference(true)
                .register(meters);
    }

    private MailLag look() {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last > FRESH.toNanos() && looked.compareAndSet(last, now)) {
            pool.query(MailSql.LAG).execute().onSuccess(found -> {
                Row row = found.iterator().next();
                rows = row.getLong("rows");
                seconds = row.getDouble("seconds");
            });
        }
        return this;
    }
}
