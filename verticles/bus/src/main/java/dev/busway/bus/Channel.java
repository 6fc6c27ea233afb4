package dev.busway.bus;

import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe that a contract declares. Safe on any thread; futures complete on the caller's context, where it has one.
 *
 * <p>At this API a refusal fails the future with {@link ProblemException}. Gateways use {@link #call}, where it is a value.
 */
public final class Channel {
    private final ChannelSpec spec;
    private final List<OperationSpec> operations;
    private @Nullable Carrier carrier;

    Channel(Vertx vertx, ChannelSpec spec, List<OperationSpec> operations, BusSetup setup) {
        this.spec = spec;
        this.operations = operations;
        Objects.requireNonNull(vertx);
        Objects.requireNonNull(setup);
    }

    void carriedBy(Carrier ready) {
        this.carrier = ready;
    }

    public ChannelSpec spec() {
        return spec;
    }

    /** The operations that contracts declare on this channel. */
    public List<OperationSpec> operations() {
        return operations;
    }

    /** Sends to one handler: done when handled (best-effort) or durable. */
    public Future<Void> send(Message message) {
        return call(Style.SEND, message).compose(Channel::nothing);
    }

    /** Publishes to every group: done when handed over (best-effort) or durable. */
    public Future<Void> publish(Message message) {
        return call(Style.PUBLISH, message).compose(Channel::nothing);
    }

    /** Sends to one handler and waits for its answer as long as the operation's timeout says. */
    public Future<Message> request(Message message) {
        return call(Style.REQUEST, message).compose(Channel::reply);
    }

    /**
     * Sends to one handler and waits for its answer.
     *
     * @param timeout 1 ms to 1 h; time spent in stages counts
     * @return fails with {@link ProblemException}: TIMEOUT with no answer in time, NO_HANDLER if nobody takes this channel
     *     anywhere in the cluster, or what the handler said
     */
    public Future<Message> request(Message message, Duration timeout) {
        return request(message.within(timeout));
    }

    /** Publishes and collects the answers of many. */
    public Future<List<Message>> gather(Message message, Gather rule) {
        return call(Style.GATHER, message, rule)
                .compose(outcome -> outcome instanceof Outcome.Gathered gathered
                        ? Future.succeededFuture(gathered.replies())
                        : Future.failedFuture(new ProblemException(refusal(outcome))));
    }

    /**
     * Takes this channel's messages on the caller's context.
     *
     * @param group on a publish-subscribe channel each group gets every message once; on a point-to-point channel there is one
     *     group, {@link ChannelSpec#group()}, and this is only the handler's name in logs and metrics
     * @return completes when messages arrive
     */
    public Future<Registration> handle(String group, MessageHandler handler) {
        return Future.failedFuture(new UnsupportedOperationException("not yet: " + group + handler));
    }

    /** Sees a copy of every message of a publish-subscribe channel from now on, with no guarantee. */
    public Future<Registration> tap(Receiver receiver) {
        return carrier().tap(receiver);
    }

    /** For gateways: validated, and with the outcome as a value; never fails. */
    public Future<Outcome> call(Style style, Message message) {
        return call(style, message, Gather.all());
    }

    /** For gateways: as {@link #call(Style, Message)} with the rule of a {@link Style#GATHER}. */
    public Future<Outcome> call(Style style, Message message, Gather rule) {
        return switch (style) {
            case SEND -> carrier().send(message);
            case PUBLISH -> carrier().publish(message);
            case REQUEST, REQUEST_LATER -> carrier().request(message);
            case GATHER -> carrier().gather(message, rule);
        };
    }

    /**
     * For the store and its relay: hands a message that was durable before straight to the transport, past every stage but the
     * trace. Never fails.
     */
    public Future<Outcome> carry(Style style, Message message) {
        return style == Style.PUBLISH ? carrier().publish(message) : carrier().send(message);
    }

    Future<Void> drain() {
        return Future.succeededFuture();
    }

    private Carrier carrier() {
        return Objects.requireNonNull(carrier, "the bus is not open");
    }

    private static Future<Void> nothing(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? Future.failedFuture(new ProblemException(refused.problem()))
                : Future.succeededFuture();
    }

    private static Future<Message> reply(Outcome outcome) {
        if (outcome instanceof Outcome.Replied replied) {
            return Future.succeededFuture(replied.reply());
        }
        if (outcome instanceof Outcome.Repeated repeated && repeated.reply() != null) {
            return Future.succeededFuture(repeated.reply());
        }
        return Future.failedFuture(new ProblemException(refusal(outcome)));
    }

    private static Problem refusal(Outcome outcome) {
        Problem problem = outcome.problem();
        return problem == null ? Problem.of(Problem.Kind.BROKEN, "The handler gave no answer.") : problem;
    }
}
