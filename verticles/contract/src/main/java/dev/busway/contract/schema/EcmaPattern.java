package dev.busway.contract.schema;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A {@code pattern} of JSON Schema (ECMA 262) in Java's words. Java's {@code $} also matches before a final newline, so that
 * {@code "c-1\n"} would pass {@code ^c-[0-9]+$}: here it means the very end.
 */
final class EcmaPattern {
    private EcmaPattern() {}

    static RegularExpression of(String pattern) {
        Pattern compiled = Pattern.compile(translate(pattern));
        return text -> compiled.matcher(text).find();
    }

    /** Every {@code $} that is an anchor becomes {@code \z}; escaped ones and those in a class stay. */
    static String translate(String pattern) {
        StringBuilder java = new StringBuilder(pattern.length() + 4);
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                java.append(c).append(pattern.charAt(++i));
            } else if (c == '$' && !inClass) {
                java.append("\\z");
            } else if (c == '[' && inClass) {
                java.append("\\[");
            } else {
                inClass = c == '[' || (inClass && c != ']');
                java.append(c);
            }
        }
        return java.toString();
    }
}
