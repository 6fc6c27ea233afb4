package dev.busway.bus.transport;

import dev.busway.bus.Gather;
import dev.busway.bus.GatherRule;
import dev.busway.bus.Outcome;
import dev.busway.bus.Outcome.Gathered;
import dev.busway.bus.Problem;
import dev.busway.bus.registry.Responders;
import dev.busway.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The answers to one question, counted by its rule: each responder once, its first answer. Its owner locks. */
public final class Tally {
    /** What stands for a group that handled the question and gave no answer. */
    public static final Problem NO_ANSWER =
            Problem.of(Problem.Kind.BROKEN, "The handler gave no answer.", "Send where none is wanted.");

    /** How many names a refusal tells. */
    private static final int MOST_NAMES = 10;

    private final String address;
    private final Gather gather;
    private final Responders known;
    private final List<Gathered.Reply> replies = new ArrayList<>();
    private final List<Gathered.Refusal> refusals = new ArrayList<>();
    private final Set<String> heard = new HashSet<>();

    public Tally(String address, Gather gather, Responders known) {
        this.address = address;
        this.gather = gather;
        this.known = known;
    }

    /** Why the question cannot be asked: a quorum of nobody knows how many. Empty: it can. */
    public static List<Problem> wrong(String address, Gather gather, Responders known) {
        return gather.rule() instanceof GatherRule.Quorum quorum
                        && quorum.of() == GatherRule.Quorum.THOSE_KNOWN
                        && !known.isComplete()
                ? List.of(Problem.of(
                        Problem.Kind.INVALID,
                        "This node stands in no cluster, so it does not know how many groups take " + address + ".",
                        "Say how many there are, as quorum(5), or open the node in a cluster."))
                : List.of();
    }

    public void replied(String from, Message reply) {
        if (!isFull() && heard.add(from)) {
            replies.add(new Gathered.Reply(from, reply));
        }
    }

    public void refused(String from, Problem problem) {
        if (!isFull() && heard.add(from)) {
            refusals.add(new Gathered.Refusal(from, problem));
        }
    }

    /** Whether nothing that may still come would change anything. */
    public boolean isEnough() {
        boolean counted =
                !(gather.rule() instanceof GatherRule.All || gather.rule() instanceof GatherRule.UntilDeadline);
        return isFull() || everybodySpoke() || (counted && isMet());
    }

    /** What became of the question, now. */
    public Outcome outcome() {
        return isMet()
                ? new Gathered(List.copyOf(replies), List.copyOf(refusals), Set.copyOf(silent()))
                : Outcome.refused(
                        Problem.Kind.TIMEOUT,
                        "The rule " + gather.rule().text() + " was not met on " + address + " within "
                                + gather.within().toMillis() + " ms: " + replies.size() + " replied"
                                + names(replies.stream()
                                        .map(Gathered.Reply::from)
                                        .toList()) + ", "
                                + refusals.size() + " refused"
                                + names(refusals.stream().map(Tally::refusal).toList()) + ", "
                                + silent().size() + " silent" + names(silent()) + ".",
                        "Ask for fewer, wait longer, or see that more groups answer.");
    }

    private boolean isFull() {
        return heard.size() >= Gather.MOST_ANSWERS;
    }

    private boolean everybodySpoke() {
        return known.isComplete() && !known.groups().isEmpty() && heard.containsAll(known.groups());
    }

    private boolean isMet() {
        GatherRule rule = gather.rule();
        if (rule instanceof GatherRule.First first) {
            return replies.size() >= first.n();
        }
        if (rule instanceof GatherRule.Quorum quorum) {
            int of = quorum.of() == GatherRule.Quorum.THOSE_KNOWN
                    ? known.groups().size()
                    : quorum.of();
            return replies.size() > of / 2;
        }
        return rule instanceof GatherRule.UntilDeadline || heard.containsAll(known.groups());
    }

    private Set<String> silent() {
        Set<String> silent = new TreeSet<>(known.groups());
        silent.removeAll(heard);
        return silent;
    }

    private static String refusal(Gathered.Refusal refusal) {
        return refusal.from() + ": " + refusal.problem().kind().code();
    }

    private static String names(Collection<String> all) {
        return all.isEmpty()
                ? ""
                : all.stream()
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(", ", " (", all.size() > MOST_NAMES ? ", ...)" : ")"));
    }
}
