package dev.busway.bus;

import dev.busway.message.Message;

/** Whose answer a message is, where many may answer: the name of the group, as a CloudEvents extension. */
public final class Responder {
    /** The extension's name. */
    public static final String EXTENSION = "responder";

    private Responder() {}

    /** The answer with the name of the group that gives it. */
    public static Message sign(Message answer, String group) {
        return answer.edit().extension(EXTENSION, group).build();
    }

    /** Who answers; its source, where it has no signature because no group of ours gave it. */
    public static String of(Message answer) {
        return answer.extensions().getOrDefault(EXTENSION, answer.source());
    }
}
