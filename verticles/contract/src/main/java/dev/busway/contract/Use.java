package dev.busway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one operation uses its channel; what a channel is by default follows from its uses.
 *
 * @param channel pointer to the channel, with references followed
 * @param replyChannel likewise, where answers have a channel of their own
 */
record Use(String channel, boolean receives, boolean replies, Optional<String> replyChannel, Part operation) {

    static List<Use> of(Part document) {
        List<Use> uses = new ArrayList<>();
        for (Part operation : document.child("operations").children()) {
            Part reply = operation.child("reply");
            Part replyChannel = reply.child("channel");
            uses.add(new Use(
                    operation.child("channel").pointer(),
                    operation.text("action").orElse("").equals("receive"),
                    reply.exists(),
                    replyChannel.exists() ? Optional.of(replyChannel.pointer()) : Optional.empty(),
                    operation));
        }
        return uses;
    }

    /** Whether answers of some operation go by this channel: then it needs no address, they go to whoever asked. */
    static boolean answers(Part channel, List<Use> uses) {
        return uses.stream()
                .anyMatch(use ->
                        use.replyChannel().filter(channel.pointer()::equals).isPresent());
    }

    /** An answer goes to the one who asked, a received message to one who handles it; what is only sent goes to all who care. */
    static ChannelKind kindOf(Part channel, List<Use> uses) {
        boolean handled = uses.stream()
                .filter(use -> use.channel().equals(channel.pointer()))
                .anyMatch(use -> use.receives() || use.replies());
        return handled || answers(channel, uses) ? ChannelKind.POINT_TO_POINT : ChannelKind.PUBLISH_SUBSCRIBE;
    }
}
