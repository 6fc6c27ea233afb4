package dev.busway.http.streams;

import dev.busway.http.door.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of server-sent events. {@link #offer} is safe on any thread, the rest belongs to the exchange's loop. What is
 * written and not yet taken by the connection is counted; a client that lets it grow beyond the bound is told so, as far as
 * its connection still takes it, and disconnected.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final Buffer HELLO = Buffer.buffer("retry: 2000\n\n");
    private static final Buffer TOO_SLOW = Buffer.buffer(
            "event: busway.problem\ndata: {\"code\":\"BW-BUSY\",\"cause\":\"This client reads too slowly.\"}\n\n");
    /** How long an ended stream has for its last bytes. */
    private static final long LINGER_MILLIS = 1_000;

    private final Exchange exchange;
    private final StreamOptions options;
    private final EventStreams all;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean overflown = new AtomicBoolean();
    private final List<Runnable> atEnd = new ArrayList<>();
    private long beat;
    private boolean ended;

    EventStream(Exchange exchange, StreamOptions options, EventStreams all) {
        this.exchange = exchange;
        this.options = options;
        this.all = all;
    }

    void begin() {
        HttpServerResponse response = exchange.open(200)
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, EventStreams.CONTENT_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                // Or nginx would keep events until its buffer is full.
                .putHeader("x-accel-buffering", "no");
        response.closeHandler(gone -> release());
        response.exceptionHandler(gone -> release());
        beat = exchange.vertx().setPeriodic(options.heartbeat().toMillis(), tick -> offer(HEARTBEAT));
        offer(HELLO);
    }

    /** One event made of its parts; {@code data} is one line. */
    public void send(String event, String id, Buffer data) {
        offer(Events.frame(event, id, data));
    }

    /** A finished piece of the stream. Safe on any thread; beyond the bound the client is disconnected. */
    public void offer(Buffer piece) {
        if (overflown.get()) {
            return;
        }
        if (queued.addAndGet(piece.length()) > options.queueBytes()) {
            if (overflown.compareAndSet(false, true)) {
                exchange.onLoop(this::tooSlow);
            }
            return;
        }
        exchange.onLoop(() -> write(piece));
    }

    /** Runs at the end of the stream, whoever ends it; at once when that was before. */
    public void atEnd(Runnable step) {
        if (ended) {
            step.run();
        } else {
            atEnd.add(step);
        }
    }

    public boolean ended() {
        return ended;
    }

    /** Ends the stream in order: what was offered before is still sent. */
    public void end() {
        if (!ended) {
            release();
            exchange.request().response().end();
        }
    }

    void endFromAnywhere() {
        exchange.onLoop(this::end);
    }

    private void write(Buffer piece) {
        if (!ended) {
            exchange.request().response().write(piece).onComplete(taken -> queued.addAndGet(-piece.length()));
        }
    }

    private void tooSlow() {
        if (ended) {
            return;
        }
        all.tooSlow();
        LOG.atWarn()
                .addKeyValue("path", exchange.request().path())
                .addKeyValue("queued_bytes", queued.get())
                .log("stream client too slow, disconnected");
        exchange.request().response().write(TOO_SLOW);
        end();
        exchange.vertx()
                .setTimer(LINGER_MILLIS, late -> exchange.request().connection().close());
    }

    private void release() {
        if (!ended) {
            ended = true;
            exchange.vertx().cancelTimer(beat);
            all.ended(this);
            atEnd.forEach(Runnable::run);
        }
    }
}
