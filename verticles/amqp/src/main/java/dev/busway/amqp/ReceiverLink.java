package dev.busway.amqp;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from one source, again after each loss, and not before what came by the link before has ended in this node. Touched by the
 * wire's context only, but {@link #open} and {@link #close}.
 */
abstract class ReceiverLink implements Wire.Tenant {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverLink.class);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 6;

    final Wire wire;
    private final String source;
    private final Promise<Void> opened = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private Future<Void> quiet = Future.succeededFuture();
    private @Nullable ProtonConnection connection;
    private @Nullable ProtonReceiver link;
    private boolean usable;
    private boolean closed;
    private boolean handingOver;
    private int failures;

    /** @param source for logs */
    ReceiverLink(Wire wire, String source) {
        this.wire = wire;
        this.source = source;
    }

    /** A link that is not open yet. */
    abstract ProtonReceiver make(ProtonConnection now);

    /** The broker has opened the link. */
    abstract void opened(ProtonReceiver made);

    /** The link is gone; completes when nothing of what came by it runs any more. Never fails. */
    abstract Future<Void> lost();

    /** What is done before an open link is closed on purpose. Never fails. */
    abstract Future<Void> leaving();

    /** Completes when the broker has opened the link; fails when it does not in time, or refuses. Safe on any thread. */
    final Future<Void> open() {
        wire.join(this);
        Promise<Void> known = Promise.promise();
        wire.run(() -> {
            wire.context()
                    .setTimer(
                            wire.settings().connectTimeout().toMillis(),
                            late -> opened.tryFail(Refusals.silent("when a link is opened")));
            opened.future().onComplete(known);
        });
        return known.future().onFailure(failed -> close());
    }

    /** Leaves; safe on any thread, never fails. */
    final Future<Void> close() {
        wire.run(() -> {
            if (closed) {
                return;
            }
            closed = true;
            ProtonReceiver last = link;
            if (last == null || !usable) {
                over();
            } else {
                leaving().onComplete(left -> wire.run(() -> closeLink(last)));
            }
        });
        return ended.future();
    }

    /** Leaves what runs to end, gives the rest to who else reads the source, and comes back behind them. On the wire's context. */
    final void handOver() {
        ProtonReceiver last = link;
        if (last == null || !usable || closed || handingOver) {
            return;
        }
        handingOver = true;
        leaving()
                .onComplete(left -> wire.run(() -> {
                    handingOver = false;
                    if (last == link && !closed) {
                        last.closeHandler(answer -> {}).close();
                        gone();
                    }
                }));
    }

    private void closeLink(ProtonReceiver last) {
        if (last != link) {
            over();
            return;
        }
        last.closeHandler(answer -> over()).close();
        wire.context().setTimer(wire.settings().connectTimeout().toMillis(), late -> over());
    }

    private void over() {
        link = null;
        wire.leave(this);
        ended.tryComplete();
    }

    @Override
    public final void up(ProtonConnection now) {
        connection = now;
        if (quiet.isComplete()) {
            attachIfMissing();
        }
    }

    @Override
    public final void down() {
        connection = null;
        gone();
    }

    /** Whether this is the link of now. */
    final boolean isCurrent(ProtonReceiver made) {
        return link == made;
    }

    private void attach(ProtonConnection now) {
        ProtonReceiver made = make(now);
        link = made;
        made.openHandler(answer -> answered(made, answer))
                .closeHandler(answer -> ended(made, answer.cause()))
                .detachHandler(answer -> ended(made, answer.cause()));
        made.open();
    }

    private void answered(ProtonReceiver made, AsyncResult<ProtonReceiver> answer) {
        // A refused link is opened with no source, then closed with the reason.
        if (made == link && answer.succeeded() && made.getRemoteSource() != null) {
            usable = true;
            failures = 0;
            opened(made);
            opened.tryComplete();
        }
    }

    /** The broker ended the link alone. */
    private void ended(ProtonReceiver made, @Nullable Throwable cause) {
        made.close();
        if (made != link) {
            return;
        }
        String text = Refusals.text(cause);
        opened.tryFail(text);
        if (!closed) {
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("cause", text)
                    .log("the broker ended a link");
        }
        gone();
    }

    private void gone() {
        link = null;
        if (usable) {
            usable = false;
            quiet = lost();
        }
        if (closed) {
            over();
            return;
        }
        long wait = FIRST_WAIT_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
        ProtonConnection same = connection;
        quiet.onComplete(nothing -> wire.run(() -> again(same, wait)));
    }

    /** After a loss of the connection its return is the signal; after one of the link alone, a while is waited. */
    private void again(@Nullable ProtonConnection same, long wait) {
        if (same == null) {
            attachIfMissing();
        } else {
            wire.context().setTimer(wait, timer -> attachIfMissing());
        }
    }

    private void attachIfMissing() {
        ProtonConnection now = connection;
        if (!closed && link == null && now != null) {
            attach(now);
        }
    }
}
