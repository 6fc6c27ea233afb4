package dev.busway.http.eventbus;

import dev.busway.http.door.Principals;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to one socket. What is written and not yet taken by the connection is counted; a client that lets it grow beyond
 * the bound is disconnected. Safe on any thread. Frames are text: a browser's {@code JSON.parse} takes no binary ones.
 */
final class Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int GOING_AWAY = 1001;
    private static final int TRY_LATER = 1013;
    /** How long an ended socket has for its last bytes. */
    private static final long LINGER_MILLIS = 1_000;

    private final ContextInternal context;
    private final SockJSSocket socket;
    private final int mostBytes;
    private final Sockets all;
    private Runnable atEnd = () -> {};
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    Wire(ContextInternal context, SockJSSocket socket, int mostBytes, Sockets all) {
        this.context = context;
        this.socket = socket;
        this.mostBytes = mostBytes;
        this.all = all;
    }

    void send(String frame) {
        if (closed.get()) {
            return;
        }
        if (queued.addAndGet(frame.length()) > mostBytes) {
            if (closed.compareAndSet(false, true)) {
                onLoop(this::tooSlow);
            }
            return;
        }
        onLoop(() -> socket.write(frame).onComplete(taken -> queued.addAndGet(-frame.length())));
    }

    String principal() {
        return Principals.of(socket.remoteAddress());
    }

    /** Runs on the socket's event loop: at once where this is it. */
    void onLoop(Runnable step) {
        if (context.nettyEventLoop().inEventLoop()) {
            step.run();
        } else {
            context.runOnContext(go -> step.run());
        }
    }

    /** Runs when this side ends the socket; set before the first frame is sent. */
    void atEnd(Runnable step) {
        atEnd = step;
    }

    /** Says goodbye after what was sent before. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            onLoop(() -> end(GOING_AWAY, "closed by the node"));
        }
    }

    private void tooSlow() {
        all.tooSlow();
        LOG.atWarn()
                .addKeyValue("remote", socket.remoteAddress())
                .addKeyValue("queued_bytes", queued.get())
                .log("socket client too slow, disconnected");
        end(TRY_LATER, "this client reads too slowly");
    }

    /** The goodbye waits behind what is queued, for ever if the client never reads: after a while the connection just ends. */
    private void end(int status, String reason) {
        atEnd.run();
        socket.close(status, reason);
        all.vertx()
                .setTimer(
                        LINGER_MILLIS,
                        late -> socket.routingContext().request().connection().close());
    }
}
