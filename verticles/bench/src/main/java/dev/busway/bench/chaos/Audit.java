package dev.busway.bench.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what was accepted with the books. */
final class Audit {
    private static final int MOST_FINDINGS = 10;

    private final int messages;
    private final Set<String> lost = new TreeSet<>();
    private final Set<String> doubled = new TreeSet<>();
    private int orderBreaks;
    private final List<String> findings = new ArrayList<>();

    private Audit(int messages) {
        this.messages = messages;
    }

    /** @param messages all of which were accepted */
    static Verdict of(int messages, Books books) {
        Audit audit = new Audit(messages);
        audit.read("effect", books.effects());
        audit.read("copy", books.copies());
        audit.read("event", books.events());
        return new Verdict(audit.lost.size(), audit.doubled.size(), audit.orderBreaks, List.copyOf(audit.findings));
    }

    private void read(String what, Map<String, List<Integer>> book) {
        List<String> accounts = Senders.accounts();
        for (int account = 0; account < accounts.size(); account++) {
            String name = accounts.get(account);
            read(what, name, book.getOrDefault(name, List.of()), Senders.turns(account, messages));
        }
    }

    private void read(String what, String account, List<Integer> turns, int expected) {
        Map<Integer, Integer> times = new HashMap<>();
        int latest = 0;
        for (int turn : turns) {
            if (times.merge(turn, 1, Integer::sum) > 1) {
                doubled.add(Entry.id(account, turn));
                find("the " + what + " of " + Entry.id(account, turn) + " came again");
            } else if (turn < latest) {
                orderBreaks++;
                find("the " + what + " of " + Entry.id(account, turn) + " came after that of turn " + latest);
            }
            latest = Math.max(latest, turn);
        }
        for (int turn = 1; turn <= expected; turn++) {
            if (!times.containsKey(turn)) {
                lost.add(Entry.id(account, turn));
                find(Entry.id(account, turn) + " has no " + what);
            }
        }
    }

    private void find(String finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }
}
