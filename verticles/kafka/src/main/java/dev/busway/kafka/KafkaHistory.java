package dev.busway.kafka;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.MemberDescription;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves groups of one topic: calls their members out, waits until nobody is in, moves the offsets, and calls them back. */
final class KafkaHistory implements History {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaHistory.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    /** On top of the longest hand-over: commits, and the way there and back. */
    private static final Duration LEAVING = Duration.ofSeconds(7);
    /** Longer than all of it takes, so that members come back by themselves only where this node has died. */
    private static final int ABSENCES = 3;

    private final Vertx vertx;
    private final ChannelSpec spec;
    private final KafkaAdminClient admin;
    private final GroupCalls calls;
    private final Duration leaving;

    KafkaHistory(Vertx vertx, ChannelSpec spec, KafkaAdminClient admin, GroupCalls calls, KafkaSettings settings) {
        this.vertx = vertx;
        this.spec = spec;
        this.admin = admin;
        this.calls = calls;
        this.leaving = settings.handover().plus(LEAVING);
    }

    @Override
    public Future<Rewind> plan(String group, Position position) {
        return offsets(group).plan(position).recover(KafkaHistory::busy);
    }

    @Override
    public Future<Rewind> rewind(String group, Position position) {
        GroupOffsets offsets = offsets(group);
        return offsets.members()
                .compose(members -> members.isEmpty() ? move(offsets, position) : calledOut(offsets, position, members))
                .recover(KafkaHistory::busy);
    }

    private GroupOffsets offsets(String group) {
        return new GroupOffsets(admin, spec.address(), KafkaCarrier.groupId(spec, group));
    }

    /** Members of other programs are told before anybody is disturbed: those of nodes name their group. */
    private Future<Rewind> calledOut(GroupOffsets offsets, Position position, List<MemberDescription> members) {
        List<MemberDescription> foreign = members.stream()
                .filter(member -> !member.getClientId().endsWith("-" + offsets.group()))
                .toList();
        if (!foreign.isEmpty()) {
            return Future.failedFuture(stay(offsets.group(), foreign));
        }
        calls.out(offsets.group(), leaving.multipliedBy(ABSENCES));
        long until = System.nanoTime() + leaving.toNanos();
        return empty(offsets, until)
                .compose(left -> move(offsets, position))
                .onComplete(done -> calls.back(offsets.group()));
    }

    private Future<Void> empty(GroupOffsets offsets, long untilNanos) {
        return offsets.members().compose(members -> {
            if (members.isEmpty()) {
                return Future.succeededFuture();
            }
            return System.nanoTime() > untilNanos
                    ? Future.failedFuture(stay(offsets.group(), members))
                    : vertx.timer(LOOK.toMillis()).compose(later -> empty(offsets, untilNanos));
        });
    }

    /** Planned when nobody commits any more. */
    private Future<Rewind> move(GroupOffsets offsets, Position position) {
        return offsets.plan(position).compose(rewind -> offsets.move(rewind).map(moved -> {
            LOG.atInfo()
                    .addKeyValue("channel", spec.address())
                    .addKeyValue("group", offsets.group())
                    .addKeyValue("again", rewind.again())
                    .addKeyValue("skipped", rewind.skipped())
                    .log("group moved");
            return rewind;
        }));
    }

    private static ProblemException stay(String group, List<MemberDescription> members) {
        String who = members.stream()
                .limit(5)
                .map(member -> member.getClientId() + " at " + member.getHost().replace("/", ""))
                .distinct()
                .collect(Collectors.joining(", "));
        return new ProblemException(
                Kind.CONFLICT,
                "The group " + group + " has members that are no nodes of this cluster, or do not leave: " + who + ".",
                "Stop them, then replay again; nothing was moved.");
    }

    private static <T> Future<T> busy(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return Future.failedFuture(known);
        }
        Throwable cause = Refusals.cause(failure);
        boolean joined = cause instanceof UnknownMemberIdException || cause instanceof GroupNotEmptyException;
        return Future.failedFuture(new ProblemException(Problem.of(
                Kind.BUSY,
                joined
                        ? "Somebody came into the group while it was moved; it is where it was."
                        : "Kafka did not do it: " + Refusals.text(failure) + ".",
                joined ? "Replay again." : "Look at the brokers, then replay again.")));
    }
}
