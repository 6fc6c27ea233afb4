package dev.busway.bus.transport.broker;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Registration;
import dev.busway.bus.Responder;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.stage.Watch;
import dev.busway.bus.transport.Tally;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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
    private final Map<MessageId, Consumer<Message>> waiting = new ConcurrentHashMap<>();
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

    /** Shows how many wait, and how many may: {@code busway.requests.waiting} and {@code .max}, by transport. */
    public ReplyDesk measured(MeterRegistry meters, String transport) {
        Gauge.builder("busway.requests.waiting", waiting, Map::size)
                .description("Requests and gathers of this node that wait for answers by a broker")
                .tag("transport", transport)
                .register(meters);
        Gauge.builder("busway.requests.waiting.max", () -> bound)
                .description("Requests and gathers that may wait at once")
                .tag("transport", transport)
                .strongReference(true)
                .register(meters);
        return this;
    }

    /** Sends a request and waits for its answer as long as its deadline says. The future never fails. */
    public Future<Outcome> ask(String address, String replyAddress, Message request) {
        Message asked = answeredTo(replyAddress, request);
        return following(
                replyAddress,
                asked,
                () -> await(address, asked, () -> NO_ANSWER, watch -> reply -> watch.succeed(read(reply))));
    }

    /**
     * Sends a question to many and collects their answers by its rule, as long as its deadline says. The future never fails. What a
     * carrier's {@code gather} is:
     *
     * <pre>{@code return replies.gather(
     *         spec.address(), message.replyTo().orElse(Answers.address(spec)), message, rule, known);}</pre>
     *
     * <p>Takes one place among the waiting requests, and at most {@link Gather#MOST_ANSWERS} answers. An answer says by
     * {@link Responder} whose it is: the bus signs replies, {@link Answers} refusals.
     *
     * @param known who can answer, as the bus says
     */
    public Future<Outcome> gather(
            String address, String replyAddress, Message question, Gather rule, Responders known) {
        Message asked = answeredTo(replyAddress, question);
        Tally tally = new Tally(address, rule, known);
        return following(
                replyAddress,
                asked,
                () -> await(address, asked, () -> outcome(tally), watch -> reply -> count(tally, reply, watch)));
    }

    /** Goes on when no answer on this address is missed any more. */
    private Future<Outcome> following(String replyAddress, Message asked, Supplier<Future<Outcome>> ask) {
        Future<Registration> tail = tails.computeIfAbsent(replyAddress, following);
        if (tail.succeeded()) {
            return ask.get();
        }
        ContextInternal context = vertx.getOrCreateContext();
        PromiseInternal<Outcome> promise = context.promise();
        Watch<Outcome> watch = Deadlines.watch(
                context,
                deadline(asked),
                promise,
                late -> late.tryComplete(
                        busy("The reply address " + replyAddress + " is not followed yet; nothing was sent.")));
        tail.onComplete(ready -> context.emit(go -> {
            if (ready.failed()) {
                tails.remove(replyAddress, tail);
                watch.succeed(notFollowing(replyAddress, ready.cause()));
            } else if (!promise.future().isComplete()) {
                ask.get().onSuccess(watch::succeed);
            }
        }));
        return promise.future();
    }

    private long deadline(Message request) {
        return request.deadlineMillis() == 0
                ? System.currentTimeMillis() + longest.toMillis()
                : request.deadlineMillis();
    }

    private Future<Outcome> await(
            String address,
            Message request,
            Supplier<Outcome> atDeadline,
            Function<Watch<Outcome>, Consumer<Message>> listener) {
        ContextInternal context = vertx.getOrCreateContext();
        if (waiting.size() >= bound) {
            return context.succeededFuture(busy("This node waits for " + bound + " answers."));
        }
        PromiseInternal<Outcome> promise = context.promise();
        Watch<Outcome> watch =
                Deadlines.watch(context, deadline(request), promise, late -> late.tryComplete(atDeadline.get()));
        Consumer<Message> waiter = listener.apply(watch);
        if (waiting.putIfAbsent(request.messageId(), waiter) != null) {
            watch.succeed(busy("A request with the id " + request.id() + " waits for its answer already."));
            return promise.future();
        }
        outlet.send(address, request).onSuccess(sent -> {
            if (sent.problem() != null) {
                watch.succeed(sent);
            }
        });
        return promise.future().onComplete(told -> waiting.remove(request.messageId(), waiter));
    }

    /** Takes one message of a reply address. */
    public void take(Message reply) {
        Consumer<Message> waiter = reply.correlation().map(waiting::get).orElse(null);
        if (waiter != null) {
            waiter.accept(reply);
        }
    }

    private static void count(Tally tally, Message reply, Watch<Outcome> watch) {
        synchronized (tally) {
            if (ProblemMessage.is(reply)) {
                tally.refused(Responder.of(reply), ProblemMessage.decode(reply));
            } else {
                tally.replied(Responder.of(reply), reply);
            }
            if (tally.isEnough()) {
                watch.succeed(tally.outcome());
            }
        }
    }

    private static Outcome outcome(Tally tally) {
        synchronized (tally) {
            return tally.outcome();
        }
    }

    private static Outcome read(Message reply) {
        return ProblemMessage.is(reply)
                ? new Outcome.Refused(ProblemMessage.decode(reply))
                : new Outcome.Replied(reply);
    }

    private static Message answeredTo(String replyAddress, Message request) {
        return replyAddress.equals(request.replyTo().orElse(null))
                ? request
                : request.edit().replyTo(replyAddress).build();
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
        if (failure instanceof ProblemException away
                && (away.problem().kind() == Kind.BUSY || away.problem().kind() == Kind.TIMEOUT)) {
            return busy("The reply address " + replyAddress + " cannot be followed now, so nothing was sent: "
                    + away.problem().cause());
        }
        return Outcome.refused(
                Kind.BROKEN,
                "The reply address " + replyAddress + " cannot be followed: " + failure.getMessage(),
                "Send again; if it stays so, look at the broker.");
    }
}
