package dev.busway.contract.source;

import java.util.regex.Pattern;

/** Where AsyncAPI 3 wants a reference and nothing else. */
final class Fixed {
    private static final Pattern REFERENCES =
            Pattern.compile("/operations/[^/]+/(channel|reply/channel|messages/\\d+|reply/messages/\\d+)"
                    + "|/components/(operations|replies)/[^/]+/(channel|messages/\\d+)"
                    + "|/channels/[^/]+/servers/\\d+");

    private Fixed() {}

    static boolean mustStayReference(String pointer) {
        return REFERENCES.matcher(pointer).matches();
    }
}
