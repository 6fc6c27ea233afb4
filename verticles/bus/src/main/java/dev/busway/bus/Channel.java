package dev.busway.bus;

import dev.busway.bus.Pipelines.Caller;
import dev.busway.bus.Pipelines.Checking;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.stage.PrincipalLimit;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe that a contract declares. Safe on any thread; futures complete on the caller's context, where it has one.
 *
 * <p>At this API a refusal fails the future with {@link ProblemException}. Gateways use {@link #call}, where it is a value. Every
 * call ends by its message's deadline; one with none gets the timeout of its operation, 5 s where there is no operation.
 */
public final class Channel {
    private static final Outcome NO_REPLAY = Outcome.refused(
            Problem.Kind.INVALID,
            "The attribute replaygroup is the platform's own.",
            "Leave it out; dead letters are replayed by busway dlq replay.");

    private final Vertx vertx;
    private final ChannelSpec spec;
    private final List<OperationSpec> operations;
    private final BusSetup setup;
    private final Terms terms;
    private final Pipelines pipelines;
    private final Function<String, Channel> others;
    private @Nullable Carrier carrier;
    private @Nullable Calls calls;
    private @Nullable Groups groups;

    /**
     * @param replyChannels every address that a contract declares for answers
     * @param others finds the other channels of the bus; throws where there is none
     */
    Channel(
            Vertx vertx,
            ChannelSpec spec,
            List<OperationSpec> operations,
            BusSetup setup,
            Set<String> replyChannels,
            Breakers breakers,
            Function<String, Channel> others) {
        this.vertx = vertx;
        this.spec = spec;
        this.operations = operations;
        this.setup = setup;
        this.others = others;
        this.terms = new Terms(spec, operations, breakers, setup.meters());
        this.pipelines = new Pipelines(vertx, spec, terms, replyChannels, setup.meters());
    }

    void carriedBy(Carrier ready, GroupRegistry registry) {
        this.carrier = ready;
        this.calls = new Calls(spec, operations, ready, registry, setup.store(), pipelines, terms);
        this.groups = new Groups(vertx, spec, terms, setup.store(), ready, registry, pipelines, others);
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
        return authored(Style.SEND, message).compose(Channel::nothing);
    }

    /** Publishes to every group: done when each has handled it (best-effort) or when it is durable. */
    public Future<Void> publish(Message message) {
        return authored(Style.PUBLISH, message).compose(Channel::nothing);
    }

    /** Sends to one handler and waits for its answer as long as the operation's timeout says. */
    public Future<Message> request(Message message) {
        return authored(Style.REQUEST, message).compose(Channel::reply);
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

    /**
     * Publishes and collects the answers of many.
     *
     * @return who replied, who refused and who was silent; fails with {@link ProblemException}: TIMEOUT when the time is over
     *     before the rule is met, saying what came
     */
    public Future<Outcome.Gathered> gather(Message message, Gather rule) {
        return calls().call(Caller.AUTHOR, Style.GATHER, message, rule)
                .compose(outcome -> outcome instanceof Outcome.Gathered gathered
                        ? Future.succeededFuture(gathered)
                        : Future.failedFuture(new ProblemException(refusal(outcome))));
    }

    /**
     * Takes this channel's messages on the caller's context, until the registration or the caller's verticle ends.
     *
     * @param group on a publish-subscribe channel each group gets every message once; on a point-to-point channel there is one
     *     group, {@link ChannelSpec#group()}, and this is only the handler's name in logs and metrics
     * @return completes when messages arrive
     */
    public Future<Registration> handle(String group, MessageHandler handler) {
        return groups().join(group, handler, Checking.NONE);
    }

    /** As {@link #handle}, for a handler that wants payloads checked against the contract before it sees them, at every door. */
    public Future<Registration> handleChecked(String group, MessageHandler handler) {
        return groups().join(group, handler, Checking.PAYLOADS);
    }

    /** Sees a copy of every message of a publish-subscribe channel from now on, with no guarantee. */
    public Future<Registration> tap(Receiver receiver) {
        // A replay is for the group that failed.
        return carrier()
                .tap(message ->
                        Replay.is(message) ? Future.succeededFuture(Outcome.delivered()) : receiver.receive(message));
    }

    /** What could not be handled of this channel; empty where it keeps no dead letters, or its transport cannot look at them. */
    public Optional<DeadLetterBox> deadLetters() {
        return carrier().deadLetters();
    }

    /** For operators: what the transport keeps of the channel after it was handled; empty where it keeps nothing. */
    public Optional<History> history() {
        return carrier().history();
    }

    /** For gateways: validated, and with the outcome as a value; never fails. */
    public Future<Outcome> call(Style style, Message message) {
        return call(style, message, Gather.all());
    }

    /** For gateways: as {@link #call(Style, Message)} with the rule of a {@link Style#GATHER}. */
    public Future<Outcome> call(Style style, Message message, Gather rule) {
        return Replay.is(message) ? Future.succeededFuture(NO_REPLAY) : calls().call(Caller.DOOR, style, message, rule);
    }

    /**
     * For gateways: as {@link #call(Style, Message, Gather)}, for a caller who may have only so many calls at once, where the
     * operation says so.
     *
     * @param principal what the gateway itself knows it as, like its remote address; never what it says of itself
     */
    public Future<Outcome> callFor(String principal, Style style, Message message, Gather rule) {
        PrincipalLimit principals = terms.of(message).principals();
        return principals == null
                ? call(style, message, rule)
                : principals.call(principal, () -> call(style, message, rule));
    }

    /**
     * For the store and its relay: hands a message that was durable before straight to the transport, past every stage. Never
     * fails.
     */
    public Future<Outcome> carry(Style style, Message message) {
        return style == Style.PUBLISH ? carrier().publish(message) : carrier().send(message);
    }

    void settle() {
        pipelines.settle();
    }

    Future<Void> drain() {
        Groups all = groups;
        return all == null ? Future.succeededFuture() : all.drain();
    }

    private Future<Outcome> authored(Style style, Message message) {
        return calls().call(Caller.AUTHOR, style, message, Gather.all());
    }

    private Carrier carrier() {
        return Objects.requireNonNull(carrier, "the bus is not open");
    }

    private Calls calls() {
        return Objects.requireNonNull(calls, "the bus is not open");
    }

    private Groups groups() {
        return Objects.requireNonNull(groups, "the bus is not open");
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
        return problem == null
                ? Problem.of(Problem.Kind.BROKEN, "The handler gave no answer.", "Send where no answer is wanted.")
                : problem;
    }
}
