package dev.busway.bench.demo;

import dev.busway.bench.demo.Evidence.StepRow;
import dev.busway.bench.demo.Evidence.TopicRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the orders that were placed with what the books show.
 *
 * <ul>
 *   <li><b>lost</b>: no finished operation, no final state, or a step, event, ticket or notification missing on the way
 *   <li><b>doubled</b>: a step, ticket or notification more than once, or a message that was made twice (two ids)
 *   <li><b>out of order</b>: steps or events of one order, each where it came first, not in the order of the saga
 * </ul>
 */
final class Audit {
    private static final String EVENTS = "orders.events";
    private static final int MOST_FINDINGS = 10;

    private final Evidence evidence;
    private final Set<String> finished;
    private final Map<String, List<String>> steps;
    private final Map<String, List<TopicRecord>> records;
    private final Map<String, Integer> tickets;
    private final Map<String, Integer> notifications;
    private final List<String> findings = new ArrayList<>();

    private Audit(Evidence evidence) {
        this.evidence = evidence;
        this.finished = new HashSet<>(evidence.finished());
        this.steps = evidence.steps().stream()
                .collect(Collectors.groupingBy(StepRow::order, Collectors.mapping(StepRow::step, Collectors.toList())));
        this.records = evidence.records().stream().collect(Collectors.groupingBy(TopicRecord::key));
        this.tickets = count(evidence.tickets());
        this.notifications = count(evidence.notifications());
    }

    static Verdict of(Collection<String> placed, Evidence evidence) {
        return new Audit(evidence).judge(placed);
    }

    private Verdict judge(Collection<String> placed) {
        int lost = count(placed, this::missing, "lost");
        int doubled = count(placed, this::tooMuch, "doubled");
        int outOfOrder = count(placed, this::wrongOrder, "out of order");
        int done = (int) placed.stream().filter(finished::contains).count();
        return new Verdict(placed.size(), done, lost, doubled, outOfOrder, List.copyOf(findings));
    }

    private int count(Collection<String> placed, Function<String, List<String>> faults, String word) {
        int count = 0;
        for (String order : placed) {
            List<String> found = faults.apply(order);
            if (!found.isEmpty()) {
                count++;
                if (findings.size() < MOST_FINDINGS) {
                    findings.add(order + " is " + word + ": " + String.join(", ", found));
                }
            }
        }
        return count;
    }

    private List<String> missing(String order) {
        List<String> missing = new ArrayList<>();
        String state = evidence.orders().getOrDefault(order, "nowhere");
        Set<String> taken = new LinkedHashSet<>(stepsOf(order));
        Set<String> told = new LinkedHashSet<>(told(order));
        if (!finished.contains(order)) {
            missing.add("its operation is not finished");
        }
        if (!Way.complete(state, taken)) {
            missing.add("it is " + state + " with the steps " + taken);
        }
        if (!told.containsAll(taken)) {
            missing.add("it has the steps " + taken + " but the events " + told);
        }
        if (taken.contains(Way.TICKETED) && !tickets.containsKey(order)) {
            missing.add("it has no ticket");
        }
        if (!notifications.containsKey(order)) {
            missing.add("nobody was notified");
        }
        return missing;
    }

    private List<String> tooMuch(String order) {
        List<String> doubled = new ArrayList<>();
        count(stepsOf(order)).forEach((step, times) -> more(doubled, "the step " + step, times));
        more(doubled, "its ticket", tickets.getOrDefault(order, 0));
        more(doubled, "its notification", notifications.getOrDefault(order, 0));
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        recordsOf(order)
                .forEach(record -> ids.computeIfAbsent(record.type() + " on " + record.topic(), any -> new HashSet<>())
                        .add(record.id()));
        ids.forEach((message, different) -> more(doubled, message, different.size()));
        return doubled;
    }

    private static void more(List<String> doubled, String what, int times) {
        if (times > 1) {
            doubled.add(what + " came " + times + " times");
        }
    }

    private List<String> wrongOrder(String order) {
        List<String> wrong = new ArrayList<>();
        List<String> taken = new ArrayList<>(new LinkedHashSet<>(stepsOf(order)));
        List<String> told = new ArrayList<>(new LinkedHashSet<>(told(order)));
        long partitions =
                events(order).stream().map(TopicRecord::partition).distinct().count();
        if (!Way.inOrder(taken)) {
            wrong.add("its steps are " + taken);
        }
        if (!Way.inOrder(told)) {
            wrong.add("its events are " + told);
        }
        if (partitions > 1) {
            wrong.add("its events are on " + partitions + " partitions");
        }
        return wrong;
    }

    private List<String> stepsOf(String order) {
        return steps.getOrDefault(order, List.of());
    }

    private List<TopicRecord> recordsOf(String order) {
        return records.getOrDefault(order, List.of());
    }

    private List<TopicRecord> events(String order) {
        return recordsOf(order).stream()
                .filter(record -> record.topic().equals(EVENTS))
                .toList();
    }

    private List<String> told(String order) {
        return events(order).stream().map(record -> Way.stepOf(record.type())).toList();
    }

    private static Map<String, Integer> count(List<String> names) {
        Map<String, Integer> counts = new HashMap<>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }
}
