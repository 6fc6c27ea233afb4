package dev.busway.contract;

import dev.busway.contract.source.Pointers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one operation; its channel and messages must be this document's. */
final class OperationReader {
    static final int MOST_IN_FLIGHT = 1_000_000;

    static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Map<String, ChannelSpec> channels;

    /** @param channels by pointer, both where they are named and where they are defined */
    OperationReader(Map<String, ChannelSpec> channels) {
        this.channels = channels;
    }

    /** The operation; empty where its channel is not known. */
    Optional<OperationSpec> read(String name, Part operation) {
        Optional<ChannelSpec> channel = channel(operation);
        Part reply = operation.child("reply");
        Optional<ChannelSpec> replyChannel = reply.child("channel").exists() ? channel(reply) : Optional.empty();
        boolean receives = operation.text("action").orElse("").equals("receive");
        Section settings = new Section(operation.child("x-busway"));
        Duration timeout = settings.duration("timeout", SHORTEST, LONGEST).orElse(OperationSpec.DEFAULT_TIMEOUT);
        int maxInFlight = settings.number("maxInFlight", 1, MOST_IN_FLIGHT).orElse(OperationSpec.DEFAULT_MAX_IN_FLIGHT);
        OptionalInt perPrincipal = perPrincipal(settings, receives);
        OperationSpec.Respond respond = settings.word(
                        "respond", List.of(OperationSpec.Respond.values()), OperationSpec.Respond::word)
                .orElse(OperationSpec.Respond.NOW);
        Optional<HttpRoute> route = RouteReader.read(settings, operation);
        OperationSpec.Action action = receives ? OperationSpec.Action.RECEIVE : OperationSpec.Action.SEND;
        Optional<BreakerSpec> breaker = BreakerReader.read(settings, action, timeout);
        settings.later("compose", "security", "validate");
        settings.end();
        if (operation.inherited("security").exists()) {
            operation
                    .reading()
                    .note(Transports.path(operation) + ".security is read but not enforced by this version.");
        }
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        check(settings, channel.get(), receives, respond);
        return Optional.of(new OperationSpec(
                name,
                action,
                channel.get().address(),
                messages(operation, channel.get()),
                replyChannel.map(ChannelSpec::address),
                reply.exists(),
                replyChannel.map(found -> messages(reply, found)).orElse(List.of()),
                timeout,
                maxInFlight,
                route,
                respond,
                breaker,
                perPrincipal));
    }

    private static OptionalInt perPrincipal(Section settings, boolean receives) {
        if (!settings.has("limit")) {
            return OptionalInt.empty();
        }
        if (!receives) {
            settings.fault(
                    "limit",
                    "A limit bounds the calls to an operation that receives, and this one sends.",
                    "Put it on the operation with action: receive; whoever calls it keeps to it.");
        }
        Section limit = settings.section("limit");
        Optional<Integer> most = limit.number("perPrincipal", 1, MOST_IN_FLIGHT);
        limit.end();
        return most.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private Optional<ChannelSpec> channel(Part holder) {
        Part channel = holder.child("channel");
        Optional<ChannelSpec> known = Optional.ofNullable(channels.get(channel.pointer()));
        if (channel.exists() && known.isEmpty()) {
            holder.reading()
                    .fault(
                            holder.pointer() + "/channel",
                            "#" + channel.pointer() + " is not a channel of this document.",
                            "Refer to one under #/channels.");
        }
        return known;
    }

    private static void check(Section settings, ChannelSpec channel, boolean receives, OperationSpec.Respond respond) {
        if (settings.has("http") && !receives) {
            settings.fault(
                    "http",
                    "An HTTP route takes messages in, and this operation sends.",
                    "Put the route on the operation with action: receive.");
        }
        boolean later = respond == OperationSpec.Respond.LATER;
        if (later && (!channel.delivery().durable() || !receives)) {
            settings.fault(
                    "respond",
                    "respond: later needs a durable channel to receive on: what is answered later must not be lost.",
                    "Choose delivery: effectively-once for the channel " + channel.name() + ", or respond: now.");
        }
    }

    /** Types of the messages that the operation names; of all, where it names none. */
    private static List<String> messages(Part holder, ChannelSpec channel) {
        Part declared = holder.child("channel").child("messages");
        if (!holder.child("messages").exists()) {
            return channel.messages().stream().map(MessageSpec::type).toList();
        }
        List<String> types = new ArrayList<>();
        for (Part message : holder.child("messages").rawElements()) {
            String target = message.reference().orElse("");
            String key = Pointers.last(target);
            boolean declaredHere = target.equals(Pointers.child(declared.pointer(), key));
            int at = declaredHere ? declared.names().indexOf(key) : -1;
            if (at >= 0) {
                types.add(channel.messages().get(at).type());
            } else if (message.node().has("$ref") && message.followed().exists()) {
                foreign(message, target, declared, channel);
            }
        }
        return types;
    }

    private static void foreign(Part message, String target, Part declared, ChannelSpec channel) {
        String mend = declared.names().stream()
                .filter(name -> declared.child(name).pointer().equals(target))
                .findFirst()
                .map(name -> "Write #" + declared.pointer() + "/" + name + ".")
                .orElse("Add it to " + channel.name() + ".messages, or refer to one of: "
                        + String.join(", ", declared.names()) + ".");
        message.fault("#" + target + " is not a message of the operation's channel " + channel.name() + ".", mend);
    }
}
