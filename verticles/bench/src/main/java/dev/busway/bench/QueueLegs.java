package dev.busway.bench;

import dev.busway.bus.Channel;
import dev.busway.bus.Registration;
import dev.busway.message.Payload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.HdrHistogram.Histogram;

/**
 * Both sides of {@code consume}: a queue is filled, then emptied, timed from the first message to the last. The handler reads the
 * payload's JSON. What was not acknowledged would come once more in the next round, which ends the run.
 */
final class QueueLegs {
    private static final int CALLERS = 256;
    private static final int BOUND = 1_000;
    private static final int MESSAGES_PER_SECOND = 10_000;

    private final Context context;
    private final int messages;

    QueueLegs(Vertx vertx, Duel.Settings settings) {
        this.context = vertx.getOrCreateContext();
        this.messages = (int) settings.round().toSeconds() * MESSAGES_PER_SECOND;
    }

    /** What one round has seen. Touched by one thread. */
    private final class Count {
        private final Promise<Sample> full = Promise.promise();
        private int seen;
        private long startNanos;
        private long startCpuNanos;

        void see(Payload payload) {
            if (seen++ == 0) {
                startNanos = System.nanoTime();
                startCpuNanos = Bench.cpuNanos();
            }
            if (!payload.tree().has("total")) {
                full.tryFail("a message without its content");
            }
            if (seen == messages) {
                full.tryComplete(new Sample(
                        messages, System.nanoTime() - startNanos, Bench.cpuNanos() - startCpuNanos, new Histogram(1)));
            }
        }
    }

    /** A channel's handler. */
    Duel.Leg ours(Channel channel, Arm producer) {
        return length -> run(() -> {
            fill(producer);
            Count count = new Count();
            Registration joined = BusRace.await(channel.handle("bench", (message, work) -> {
                count.see(message.payload());
                return Future.succeededFuture();
            }));
            return emptied(count, () -> BusRace.await(joined.unregister()));
        });
    }

    /** The bare client's consumer. */
    Duel.Leg bare(BareBroker broker, String queue, Arm producer) {
        return length -> run(() -> {
            fill(producer);
            Count count = new Count();
            return emptied(count, broker.consume(queue, BOUND, body -> count.see(Payload.of(Buffer.buffer(body)))));
        });
    }

    private interface Round {
        Sample run() throws Exception;
    }

    private static Sample run(Round round) throws InterruptedException {
        try {
            return round.run();
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failed) {
            throw new IllegalStateException("a consumer failed, so there is nothing to compare", failed);
        }
    }

    private Sample emptied(Count count, AutoCloseable consumer) throws Exception {
        Sample sample = BusRace.await(count.full.future());
        consumer.close();
        if (count.seen != messages) {
            throw new IllegalStateException(count.seen + " messages came instead of " + messages);
        }
        return sample;
    }

    private void fill(Arm producer) throws Exception {
        Promise<Void> full = Promise.promise();
        context.runOnContext(go -> {
            Filling filling = new Filling(producer, full);
            for (int i = 0; i < CALLERS; i++) {
                filling.next();
            }
        });
        BusRace.await(full.future());
    }

    /** Sends so many messages, so many at once. */
    private final class Filling {
        private final Arm producer;
        private final Promise<Void> full;
        private int sent;
        private int done;

        Filling(Arm producer, Promise<Void> full) {
            this.producer = producer;
            this.full = full;
        }

        void next() {
            if (sent == messages) {
                return;
            }
            sent++;
            producer.call().onComplete(answered -> {
                if (answered.failed()) {
                    full.tryFail(answered.cause());
                } else if (++done == messages) {
                    full.tryComplete();
                } else {
                    next();
                }
            });
        }
    }
}
