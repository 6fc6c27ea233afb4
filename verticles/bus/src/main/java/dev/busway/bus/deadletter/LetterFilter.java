package dev.busway.bus.deadletter;

import dev.busway.bus.transport.DeadLetter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which letters are meant: those that fit everything that is given.
 *
 * @param ids of letters; empty: any
 * @param channel where they were to be handled
 * @param group that could not, as the letters name it
 * @param key of the message
 * @param reason a part of the reason, in whatever case
 */
public record LetterFilter(
        Set<String> ids,
        Optional<String> channel,
        Optional<String> group,
        Optional<String> key,
        Optional<String> reason) {
    /** Any letter. */
    public static final LetterFilter ANY =
            new LetterFilter(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The letters with these ids. */
    public static LetterFilter of(Set<String> ids) {
        return new LetterFilter(
                Set.copyOf(ids), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it names letters one by one, and not a kind of letters. */
    public boolean namesLetters() {
        return !ids.isEmpty();
    }

    boolean fits(DeadLetter letter) {
        return (ids.isEmpty() || ids.contains(letter.id()))
                && fits(channel, letter.channel())
                && fits(group, letter.group())
                && (key.isEmpty() || key.equals(letter.key()))
                && reason.filter(part -> !lower(letter.reason()).contains(lower(part)))
                        .isEmpty();
    }

    private static boolean fits(Optional<String> wanted, String found) {
        return wanted.isEmpty() || wanted.get().equals(found);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
