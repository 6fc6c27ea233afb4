package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.bus.stage.Deadline;
import dev.busway.bus.stage.Expiry;
import dev.busway.bus.stage.Keying;
import dev.busway.bus.stage.KnownTypes;
import dev.busway.bus.stage.Limit;
import dev.busway.bus.stage.Measure;
import dev.busway.bus.stage.ReplyRoute;
import dev.busway.bus.stage.Tracing;
import dev.busway.bus.stage.Validation;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stages of one channel and their order, the one place where it is written: calling, taking and handling. A channel gets the
 * stages that it needs and no other.
 */
final class Pipelines {
    /** What an end that keeps deadlines itself gets beyond them, to tell more than TIMEOUT. */
    private static final Duration GRACE = Duration.ofMillis(250);

    /** Who calls. */
    enum Caller {
        /** Code of this house's verticles. */
        AUTHOR,
        /** A gateway, for somebody outside: payloads are checked. */
        DOOR
    }

    /** Whether a handler wants payloads checked before it sees them. */
    enum Checking {
        NONE,
        PAYLOADS
    }

    private final Vertx vertx;
    private final ChannelSpec channel;
    private final Terms terms;
    private final Set<String> replyChannels;
    private final Measure calls;
    private final Measure handlings;
    private final Limit handled;

    Pipelines(Vertx vertx, ChannelSpec channel, Terms terms, Set<String> replyChannels, MeterRegistry meters) {
        this.vertx = vertx;
        this.channel = channel;
        this.terms = terms;
        this.replyChannels = replyChannels;
        this.calls = new Measure(meters, channel.address(), "call");
        this.handlings = new Measure(meters, channel.address(), "handle");
        // A durable channel's transport bounds what it takes itself: refusing here would only send it round again.
        int most = channel.delivery().durable() ? Integer.MAX_VALUE : channel.maxInFlight();
        this.handled = new Limit("the channel " + channel.address(), most);
        gauge(meters, "call", calls, terms::inFlight);
        gauge(meters, "handle", handlings, handled::inFlight);
    }

    /** Brings what was measured to the meters. */
    void settle() {
        calls.settle();
        handlings.settle();
    }

    /** From the caller to the carrier or the store. */
    Pipeline calling(Style style, Caller caller, Next end) {
        return chain(
                end,
                Tracing.CALLING,
                calls,
                channel.messages().isEmpty() ? null : new KnownTypes(channel),
                caller == Caller.DOOR ? new Validation(channel) : null,
                channel.key().map(Keying::new).orElse(null),
                (message, next) -> terms.of(message).limit().pass(message, next),
                terms.guarded() ? terms::guard : null,
                deadline(style),
                new ReplyRoute(replyChannels));
    }

    /** From the transport to the choice of the instance, on the transport's context. */
    Taking taking() {
        return new Taking(handlings, handled);
    }

    /** From the instance's place in the queue to its handler or unit of work, on the instance's context. */
    Pipeline handling(Checking checking, Next end) {
        return chain(
                end, accepted() ? null : Expiry.EXPIRY, checking == Checking.PAYLOADS ? new Validation(channel) : null);
    }

    private Deadline deadline(Style style) {
        boolean travels = style == Style.REQUEST
                || style == Style.GATHER
                || !channel.delivery().durable();
        boolean keepsItself = style == Style.GATHER || accepted();
        return new Deadline(
                vertx,
                message -> terms.of(message).timeoutMillis(),
                travels && !accepted() ? Deadline.Travel.WITH_MESSAGE : Deadline.Travel.STAYS_HERE,
                keepsItself ? GRACE : Duration.ZERO);
    }

    /** Accepted means that it will be handled, whoever still waits. */
    private boolean accepted() {
        return channel.delivery() == Delivery.EFFECTIVELY_ONCE;
    }

    /** Whoever reads a registry reads this too: so the rest is no older than the reading before, where nobody settles it. */
    private void gauge(MeterRegistry meters, String direction, Measure measure, Supplier<Number> inFlight) {
        Gauge.builder("busway.in.flight", () -> {
                    measure.settle();
                    return inFlight.get();
                })
                .description("Messages that wait for their outcome")
                .tag("channel", channel.address())
                .tag("direction", direction)
                .register(meters);
    }

    private static Pipeline chain(Next end, @Nullable Stage... stages) {
        return new Pipeline(Stream.of(stages).flatMap(Stream::ofNullable).toList(), end);
    }
}
