package dev.busway.bus;

import dev.busway.bus.stage.Limit;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * On what terms a channel is called: how long a caller waits and how many may at once. By the operation that takes the message's
 * type; where none does, by the channel's first receiving operation; with no operation, by the defaults.
 */
final class Terms {
    /** The terms of one operation. */
    record Term(long timeoutMillis, Limit limit) {}

    private final Map<String, Term> byType = new HashMap<>();
    private final Set<Term> all = new LinkedHashSet<>();
    private final Term other;
    /** Whether all messages have the same terms: no look into the maps, which a call would have to fetch from far. */
    private final boolean same;

    Terms(ChannelSpec channel, List<OperationSpec> operations) {
        Term first = null;
        for (OperationSpec operation : operations) {
            if (operation.action() == OperationSpec.Action.RECEIVE) {
                Term term = new Term(
                        operation.timeout().toMillis(),
                        new Limit("the operation " + operation.name(), operation.maxInFlight()));
                operation.messages().forEach(type -> byType.putIfAbsent(type, term));
                all.add(term);
                first = first == null ? term : first;
            }
        }
        this.other = first == null
                ? new Term(
                        OperationSpec.DEFAULT_TIMEOUT.toMillis(),
                        new Limit("the channel " + channel.address(), channel.maxInFlight()))
                : first;
        all.add(other);
        this.same = all.size() == 1;
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
