package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Registration;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.stage.Watch;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where this node's requests wait for their answers, matched by correlation id. Every node follows the reply addresses that it asks by
 * and leaves alone what it did not ask for. Safe on any thread.
 */
public final class ReplyDesk {
    private static final Outcome NO_ANSWER = Outcome.refused(
            Kind.TIMEOUT,
            "No answer came before the deadline; the request may still be handled.",
            "Send the same message again, with the same id, or give it more time.");
    private static final Duration SOON = Duration.ofMillis(100);

    private final VertxInternal vertx;
    private final Outlet outlet;
    private final int bound;
    private final Duration longest;
    private final Function<String, Future<Registration>> following;
    private final Map<MessageId, Watch<Outcome>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Future<Registration>> tails = new ConcurrentHashMap<>();

    /**
     * @param bound most requests that wait; one more is refused with BUSY
     * @param longest the wait of a request with no deadline
     * @param following starts following a reply address, with {@link #take} as its listener; completes when no answer is missed
     */
    public ReplyDesk(
            Vertx vertx, Outlet outlet, int bound, Duration longest, Function<String, Future<Registration>> following) {
        this.vertx = (VertxInternal) vertx;
        this.outlet = outlet;
        this.bound = bound;
        this.longest = longest;
        this.following = following;
    }

    /** Sends a request and waits for its answer as long as its deadline says. The future never fails. */
    public Future<Outcome> ask(String address, String replyAddress, Message request) {
        Message asked = replyAddress.equals(request.replyTo().orElse(null))
                ? request
                : request.edit().replyTo(replyAddress).build();
        Future<Registration> tail = tails.computeIfAbsent(replyAddress, following);
        if (tail.succeeded()) {
            return ask(address, asked);
        }
        ContextInternal context = vertx.getOrCreateContext();
        PromiseInternal<Outcome> promise = context.promise();
        tail.onComplete(ready -> context.emit(go -> {
            if (ready.succeeded()) {
                ask(address, asked).onComplete(promise);
            } else {
                tails.remove(replyAddress, tail);
                promise.complete(notFollowing(replyAddress, ready.cause()));
            }
        }));
        return promise.future();
    }

    private Future<Outcome> ask(String address, Message request) {
        ContextInternal context = vertx.getOrCreateContext();
        if (waiting.size() >= bound) {
            return context.succeededFuture(busy("This node waits for " + bound + " answers."));
        }
        PromiseInternal<Outcome> promise = context.promise();
        long deadline = request.deadlineMillis() == 0
                ? System.currentTimeMillis() + longest.toMillis()
                : request.deadlineMillis();
        Watch<Outcome> watch = Deadlines.watch(context, deadline, promise, late -> late.tryComplete(NO_ANSWER));
        if (waiting.putIfAbsent(request.messageId(), watch) != null) {
            watch.succeed(busy("A request with the id " + request.id() + " waits for its answer already."));
            return promise.future();
        }
        outlet.send(address, request).onSuccess(sent -> {
            if (sent.problem() != null) {
                watch.succeed(sent);
            }
        });
        return promise.future().onComplete(told -> waiting.remove(request.messageId(), watch));
    }

    /** Takes one message of a reply address. */
    public void take(Message reply) {
        Watch<Outcome> watch = reply.correlation().map(waiting::get).orElse(null);
        if (watch != null) {
            watch.succeed(
                    ProblemMessage.is(reply)
                            ? new Outcome.Refused(ProblemMessage.decode(reply))
                            : new Outcome.Replied(reply));
        }
    }

    /** Whether nobody waits: then an answer need not be read at all. */
    public boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Requests that wait. */
    public int size() {
        return waiting.size();
    }

    private static Outcome busy(String cause) {
        return new Outcome.Refused(
                Problem.of(Kind.BUSY, cause, "Send again later.").retryAfter(SOON));
    }

    private static Outcome notFollowing(String replyAddress, Throwable failure) {
        return Outcome.refused(
                Kind.BROKEN,
                "The reply address " + replyAddress + " cannot be followed: " + failure.getMessage(),
                "Send again; if it stays so, look at the broker.");
    }
}
