package dev.busway.http.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;

/** Passes one body on, piece by piece, no faster than it is taken. Belongs to the context of both its ends. */
final class Flow {
    private final ReadStream<Buffer> from;
    private final WriteStream<Buffer> to;
    private final Bounds bounds;
    private final Quiet quiet;
    private final Promise<Void> end = Promise.promise();
    private long bytes;

    /**
     * @param bytes largest body
     * @param idle how long nothing may move
     */
    record Bounds(long bytes, Duration idle) {}

    /** Why a body did not pass. */
    enum Stop {
        SOURCE,
        SINK,
        TOO_LARGE,
        IDLE
    }

    /** A body stopped; tells why, and carries no stack. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;
        private final Stop stop;

        Stopped(Stop stop, String message) {
            super(message, null, false, false);
            this.stop = stop;
        }

        Stop stop() {
            return stop;
        }
    }

    private Flow(Vertx vertx, ReadStream<Buffer> from, WriteStream<Buffer> to, Bounds bounds) {
        this.from = from;
        this.to = to;
        this.bounds = bounds;
        this.quiet = new Quiet(
                vertx,
                bounds.idle(),
                () -> stop(Stop.IDLE, "nothing moved for " + bounds.idle().toMillis() + " ms"));
    }

    /** Passes and ends; a body that stops fails with {@link Stopped}, and its target is not ended. */
    static Future<Void> pass(Vertx vertx, ReadStream<Buffer> from, WriteStream<Buffer> to, Bounds bounds) {
        return new Flow(vertx, from, to, bounds).start();
    }

    private Future<Void> start() {
        to.exceptionHandler(broken -> stop(Stop.SINK, broken.toString()));
        from.exceptionHandler(broken -> stop(Stop.SOURCE, broken.toString()));
        from.handler(this::take);
        from.endHandler(over -> {
            if (!end.future().isComplete()) {
                to.end().onSuccess(ended -> end.tryComplete()).onFailure(broken -> stop(Stop.SINK, broken.toString()));
            }
        });
        from.resume();
        return end.future().onComplete(over -> quiet.end());
    }

    private void take(Buffer part) {
        if (end.future().isComplete()) {
            return;
        }
        quiet.moved();
        bytes += part.length();
        if (bytes > bounds.bytes()) {
            stop(Stop.TOO_LARGE, "more than " + bounds.bytes() + " bytes");
            return;
        }
        to.write(part);
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> {
                quiet.moved();
                from.resume();
            });
        }
    }

    private void stop(Stop why, String message) {
        end.tryFail(new Stopped(why, message));
    }
}
