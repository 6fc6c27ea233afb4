package dev.busway.contract.schema;

import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Of all that a validator says about {@code oneOf} and {@code anyOf}, what helps: the faults of the one branch that the author
 * most likely meant, instead of those of every branch and "must be valid to one and only one schema".
 */
final class TellingFaults {
    private static final Set<String> CHOICES = Set.of("oneOf", "anyOf");
    private static final Set<String> TAGS = Set.of("const", "enum");
    private static final Set<String> ONE_DEEPER = Set.of("properties", "patternProperties");
    private static final Set<String> DEEPER = Set.of("items", "additionalItems", "additionalProperties", "contains");

    private TellingFaults() {}

    static List<ValidationMessage> of(Collection<ValidationMessage> messages) {
        return new ArrayList<>(reduce(messages, 0));
    }

    private static Set<ValidationMessage> reduce(Collection<ValidationMessage> messages, int from) {
        Set<ValidationMessage> kept = new LinkedHashSet<>();
        Map<String, Choice> choices = new LinkedHashMap<>();
        for (ValidationMessage message : messages) {
            int at = choiceIndex(message.getEvaluationPath(), from);
            if (at >= 0) {
                Choice choice = new Choice(at, depth(message.getEvaluationPath(), at));
                choices.computeIfAbsent(choice.name(message), name -> choice).add(message);
            }
        }
        for (ValidationMessage message : messages) {
            boolean inChoice = choiceIndex(message.getEvaluationPath(), from) >= 0;
            String asChoice = message.getEvaluationPath() + "@" + message.getInstanceLocation();
            if (!inChoice && !choices.containsKey(asChoice)) {
                kept.add(message);
            }
        }
        choices.values().forEach(choice -> kept.addAll(choice.best()));
        return kept;
    }

    private static int choiceIndex(JsonNodePath path, int from) {
        for (int i = from; i + 1 < path.getNameCount(); i++) {
            if (CHOICES.contains(path.getName(i)) && path.getElement(i + 1) instanceof Integer) {
                return i;
            }
        }
        return -1;
    }

    /** How deep in the instance the schema at the first {@code count} segments of an evaluation path looks. */
    private static int depth(JsonNodePath path, int count) {
        int depth = 0;
        for (int i = 0; i < count; i++) {
            String segment = path.getName(i);
            if (ONE_DEEPER.contains(segment)) {
                depth++;
                i++;
            } else if (DEEPER.contains(segment)) {
                depth++;
            }
        }
        return depth;
    }

    /** One place where the instance had a choice, and what each branch says against it. */
    private static final class Choice {
        private final int at;
        private final int depth;
        private final Map<Integer, List<ValidationMessage>> branches = new TreeMap<>();

        Choice(int at, int depth) {
            this.at = at;
            this.depth = depth;
        }

        String name(ValidationMessage message) {
            return head(message.getEvaluationPath(), at + 1) + "@" + head(message.getInstanceLocation(), depth);
        }

        void add(ValidationMessage message) {
            Integer branch = (Integer) message.getEvaluationPath().getElement(at + 1);
            branches.computeIfAbsent(branch, number -> new ArrayList<>()).add(message);
        }

        Set<ValidationMessage> best() {
            return branches.values().stream()
                    .map(branch -> reduce(branch, at + 2))
                    .min(Comparator.comparingInt(this::penalty)
                            .thenComparing(Comparator.comparingInt(TellingFaults::deepest)
                                    .reversed())
                            .thenComparingInt(Set::size))
                    .orElseGet(Set::of);
        }

        /** A branch for another type of value, or for another tag, is hardly the one that was meant. */
        private int penalty(Set<ValidationMessage> branch) {
            int penalty = 0;
            for (ValidationMessage message : branch) {
                int below = message.getInstanceLocation().getNameCount() - depth;
                if (below == 0 && (message.getType().equals("type") || "$ref".equals(message.getProperty()))) {
                    penalty += 100;
                } else if (below == 1 && TAGS.contains(message.getType())) {
                    penalty += 1;
                }
            }
            return penalty;
        }

        private static String head(JsonNodePath path, int count) {
            JsonNodePath head = path;
            while (head.getNameCount() > count) {
                head = head.getParent();
            }
            return head.toString();
        }
    }

    private static int deepest(Set<ValidationMessage> branch) {
        return branch.stream()
                .mapToInt(message -> message.getInstanceLocation().getNameCount())
                .max()
                .orElse(0);
    }
}
