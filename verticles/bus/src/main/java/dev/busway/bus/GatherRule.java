package dev.busway.bus;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many answers are enough: a closed set, each with its text at the doors. */
public sealed interface GatherRule {
    /** The first so many replies. */
    record First(int n) implements GatherRule {
        public First {
            requireCount("first", n, 1);
        }

        @Override
        public String text() {
            return "first(" + n + ")";
        }
    }

    /** A reply or refusal of everybody who is known. */
    record All() implements GatherRule {
        @Override
        public String text() {
            return "all";
        }
    }

    /**
     * Replies of more than half.
     *
     * @param of of how many; {@link #THOSE_KNOWN}: of those who are known when the question is asked
     */
    record Quorum(int of) implements GatherRule {
        public static final int THOSE_KNOWN = 0;

        public Quorum {
            requireCount("quorum", of, THOSE_KNOWN);
        }

        @Override
        public String text() {
            return of == THOSE_KNOWN ? "quorum" : "quorum(" + of + ")";
        }
    }

    /** Whatever comes in time. */
    record UntilDeadline() implements GatherRule {
        @Override
        public String text() {
            return "until-deadline";
        }
    }

    Pattern TEXT = Pattern.compile("(first|quorum)[(=](\\d{1,4})\\)?");

    /** As {@link #parse} takes it. */
    String text();

    /**
     * Reads {@code first(3)}, {@code all}, {@code quorum}, {@code quorum(5)} or {@code until-deadline}; {@code first=3} is the same
     * as {@code first(3)}.
     *
     * @throws IllegalArgumentException says what is wrong and what would be right
     */
    static GatherRule parse(String text) {
        return switch (text) {
            case "all" -> new All();
            case "quorum" -> new Quorum(Quorum.THOSE_KNOWN);
            case "until-deadline" -> new UntilDeadline();
            default -> counted(text);
        };
    }

    private static GatherRule counted(String text) {
        Matcher counted = TEXT.matcher(text);
        if (!counted.matches()) {
            throw new IllegalArgumentException(
                    "The gather rule \"" + text + "\" is none of first(n), all, quorum, quorum(n) and until-deadline.");
        }
        int count = Integer.parseInt(counted.group(2));
        return counted.group(1).equals("first") ? new First(count) : new Quorum(count);
    }

    private static void requireCount(String rule, int count, int least) {
        if (count < least || count > Gather.MOST_ANSWERS) {
            throw new IllegalArgumentException(
                    rule + " takes " + Math.max(1, least) + " to " + Gather.MOST_ANSWERS + ", not " + count);
        }
    }
}
