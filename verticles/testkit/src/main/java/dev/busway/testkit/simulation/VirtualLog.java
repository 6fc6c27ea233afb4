package dev.busway.testkit.simulation;

import dev.busway.message.Message;
import java.util.ArrayList;
import java.util.List;

/** One partition of one address: messages in the order in which the broker took them. */
public final class VirtualLog {
    private final String name;
    private final List<Message> messages = new ArrayList<>();

    VirtualLog(String name) {
        this.name = name;
    }

    /** All of them, oldest first. */
    public List<Message> messages() {
        return messages;
    }

    void append(Message message) {
        messages.add(message);
    }

    int end() {
        return messages.size();
    }

    @Override
    public String toString() {
        return name;
    }
}
