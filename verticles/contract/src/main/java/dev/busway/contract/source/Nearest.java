package dev.busway.contract.source;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what an author meant by a name that does not exist. */
public final class Nearest {
    private Nearest() {}

    /**
     * The candidate with the fewest changed letters, if these are at most a third of the name, or one differing in
     * case only. Of several as near the first by name is meant, so that the same mistake always gets the same advice.
     */
    public static Optional<String> among(String name, Iterator<String> candidates) {
        int limit = Math.max(2, name.length() / 3);
        String nearest = null;
        int fewest = limit + 1;
        while (candidates.hasNext()) {
            String candidate = candidates.next();
            int changes = changes(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            boolean nearer =
                    changes < fewest || (changes == fewest && nearest != null && candidate.compareTo(nearest) < 0);
            if (nearer && changes < candidate.length()) {
                fewest = changes;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Letters to insert, delete, replace or swap with their neighbour (Damerau's distance). */
    private static int changes(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
