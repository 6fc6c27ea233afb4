package dev.busway.bus.service;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.endpoint.ServerInteraction;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer whose body is still to come. Belongs to the context on which it arrived; whoever takes it reads it to its end, or cancels it. */
public final class OpenAnswer {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpClientResponse response;
    private final String node;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    OpenAnswer(HttpClientResponse response, Target target, ServerInteraction interaction) {
        this.response = response;
        this.node = target.node();
        if (response.statusCode() == SWITCHING_PROTOCOLS) {
            response.netSocket().pause();
            response.request().connection().closeHandler(closed -> interaction.reportResponseEnd());
            return;
        }
        response.pause();
        response.end().onComplete(ended -> {
            if (ended.succeeded()) {
                interaction.reportResponseEnd();
            } else {
                interaction.reportFailure(ended.cause());
                if (!cancelled.get()) {
                    target.outlier().failed();
                }
            }
        });
    }

    /** Paused, and so is its socket where it switches protocols. */
    public HttpClientResponse response() {
        return response;
    }

    /** The instance that gave it. */
    public String node() {
        return node;
    }

    /** Nobody takes the rest: its connection is closed. Does nothing at its end. */
    public void cancel() {
        cancelled.set(true);
        response.request().reset();
    }
}
