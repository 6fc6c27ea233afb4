package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.stage.Guard;
import dev.busway.bus.stage.Limit;
import dev.busway.bus.stage.PrincipalLimit;
import dev.busway.contract.BreakerSpec;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a channel is called: how long a caller waits, how many may at once, and when none is
 * tried. By the operation that takes the message's
 * type; where none does, by the channel's first receiving operation; with no operation, by the defaults.
 */
final class Terms {
    /**
     * The terms of one operation.
     *
     * @param guard {@code null}: every call is tried
     * @param principals {@code null}: one caller may have all
     */
    record Term(
            long timeoutMillis,
            Limit limit,
            @Nullable Guard guard,
            @Nullable PrincipalLimit principals) {}

    private final Map<String, Term> byType = new HashMap<>();
    private final Set<Term> all = new LinkedHashSet<>();
    private final Term other;
    /** Whether all messages have the same terms: no look into the maps, which a call would have to fetch from far. */
    private final boolean same;

    Terms(ChannelSpec channel, List<OperationSpec> operations, Breakers breakers, MeterRegistry meters) {
        Term first = null;
        for (OperationSpec operation : operations) {
            if (operation.action() == OperationSpec.Action.RECEIVE) {
                Term term = new Term(
                        operation.timeout().toMillis(),
                        new Limit("the operation " + operation.name(), operation.maxInFlight()),
                        operation
                                .breaker()
                                .map(spec -> guard(channel, operation, spec, breakers))
                                .orElse(null),
                        principals(operation, meters));
                operation.messages().forEach(type -> byType.putIfAbsent(type, term));
                all.add(term);
                first = first == null ? term : first;
            }
        }
        this.other = first == null
                ? new Term(
                        OperationSpec.DEFAULT_TIMEOUT.toMillis(),
                        new Limit("the channel " + channel.address(), channel.maxInFlight()),
                        null,
                        null)
                : first;
        all.add(other);
        this.same = all.size() == 1;
    }

    private static @Nullable PrincipalLimit principals(OperationSpec operation, MeterRegistry meters) {
        if (operation.perPrincipal().isEmpty()) {
            return null;
        }
        PrincipalLimit limit = new PrincipalLimit(
                "the operation " + operation.name(), operation.perPrincipal().getAsInt());
        FunctionCounter.builder("busway.limit.refused", limit, PrincipalLimit::refused)
                .description("Calls that were refused because their principal had as many as it may")
                .tag("operation", operation.name())
                .register(meters);
        return limit;
    }

    private static Guard guard(ChannelSpec channel, OperationSpec operation, BreakerSpec spec, Breakers breakers) {
        boolean ownGroup =
                channel.kind() == ChannelKind.POINT_TO_POINT && !channel.group().equals(channel.address());
        String target = ownGroup ? channel.address() + "/" + channel.group() : channel.address();
        // Half of its time is fair: hops before this one have used some of it.
        Duration half = operation.timeout().dividedBy(2);
        Duration patience =
                spec.slowCall().filter(slow -> slow.compareTo(half) < 0).orElse(half);
        return new Guard(breakers.circuit(operation.name(), target, spec), patience);
    }

    /** Whether any call is guarded by a breaker. */
    boolean guarded() {
        return all.stream().anyMatch(term -> term.guard() != null);
    }

    /** The breaker's stage, for the operation that takes the message. */
    Future<Outcome> guard(Message message, Next next) {
        Guard guard = of(message).guard();
        return guard == null ? next.pass(message) : guard.pass(message, next);
    }

    Term of(Message message) {
        return same ? other : byType.getOrDefault(message.type(), other);
    }

    /** The longest that any caller waits. */
    Duration longest() {
        long millis = 0;
        for (Term term : all) {
            millis = Math.max(millis, term.timeoutMillis());
        }
        return Duration.ofMillis(millis);
    }

    int inFlight() {
        int sum = 0;
        for (Term term : all) {
            sum += term.limit().inFlight();
        }
        return sum;
    }
}
