package dev.busway.contract;

import dev.busway.contract.source.Pointers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one channel with every default filled in, and refuses promises that do not go together. */
final class ChannelReader {
    private static final int MOST_SHARDS = 4096;
    private static final int KEYED_SHARDS = 12;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Reading reading;
    private final List<Use> uses;

    ChannelReader(Reading reading, List<Use> uses) {
        this.reading = reading;
        this.uses = uses;
    }

    ChannelSpec read(String name, Part channel) {
        String transport = Transports.of(channel, reading.root().child("servers"));
        String address = Addresses.of(channel, name, transport);
        if (channel.text("address").isEmpty() && !Use.answers(channel, uses)) {
            reading.note("channels." + name + " has no address: its name is used.");
        }
        Section settings = new Section(channel.child("x-busway"));
        ChannelKind kind = settings.word("kind", List.of(ChannelKind.values()), ChannelKind::word)
                .orElseGet(() -> Use.kindOf(channel, uses));
        Delivery delivery = settings.word("delivery", List.of(Delivery.values()), Delivery::word)
                .orElse(Delivery.BEST_EFFORT);
        Optional<KeyPath> key = key(settings, transport, delivery);
        int shards = shards(channel, settings, transport, key);
        Retry retry = retry(settings, delivery);
        Optional<String> deadLetter = deadLetter(channel, settings, delivery, address, transport);
        ChannelSpec.Interop interop = interop(settings, delivery, transport);
        String group = group(channel, settings, kind).orElse(address);
        int maxInFlight = settings.number("maxInFlight", 1, OperationReader.MOST_IN_FLIGHT)
                .orElse(ChannelSpec.DEFAULT_MAX_IN_FLIGHT);
        if (settings.has("breaker")) {
            settings.fault(
                    "breaker",
                    "A breaker guards the calls of one operation, and this is a channel.",
                    "Put it under the x-busway of the operation that receives on " + name + ".");
        }
        settings.later("security", "compose", "validate");
        settings.end();
        return new ChannelSpec(
                name,
                address,
                kind,
                delivery,
                transport,
                group,
                key,
                shards,
                retry,
                deadLetter,
                interop,
                maxInFlight,
                messages(name, channel));
    }

    private Optional<KeyPath> key(Section settings, String transport, Delivery delivery) {
        Optional<String> expression = settings.text("key");
        if (expression.isEmpty()) {
            return Optional.empty();
        }
        if (transport.equals(Transports.VERTX) && !delivery.durable()) {
            settings.fault(
                    "key",
                    "The event bus keeps no order per key across nodes, so key promises what nobody keeps.",
                    "Give the channel a server with protocol kafka, or delivery at-least-once, or leave key out.");
        }
        try {
            return Optional.of(KeyPath.parse(expression.get()));
        } catch (IllegalArgumentException malformed) {
            settings.fault(
                    "key",
                    "The key cannot be found by this: " + malformed.getMessage() + ".",
                    "Write $message.payload#/name, with the path of a field of the payload.");
            return Optional.empty();
        }
    }

    private int shards(Part channel, Section settings, String transport, Optional<KeyPath> key) {
        Optional<Integer> own = settings.number("shards", 1, MOST_SHARDS);
        Optional<Integer> partitions = Bindings.partitions(channel);
        if (own.isPresent() && partitions.isPresent() && !own.equals(partitions)) {
            settings.fault(
                    "shards",
                    settings.path() + ".shards is " + own.get() + ", but the kafka binding says " + partitions.get()
                            + " partitions.",
                    "Say it once.");
        }
        boolean ordered = key.isPresent() && !transport.equals(Transports.VERTX);
        return own.or(() -> partitions).orElse(ordered ? KEYED_SHARDS : 1);
    }

    private static Retry retry(Section settings, Delivery delivery) {
        if (settings.has("retry") && !delivery.durable()) {
            settings.fault(
                    "retry",
                    "A best-effort channel delivers nothing again, so retry promises what nobody keeps.",
                    "Choose delivery: at-least-once, or leave retry out.");
        }
        Section section = settings.section("retry");
        int attempts = section.number("attempts", 1, 100).orElse(Retry.DEFAULTS.attempts());
        Duration initial = section.duration("initial", SHORTEST, LONGEST).orElse(Retry.DEFAULTS.initial());
        Duration longest = section.duration("max", SHORTEST, LONGEST).orElse(Retry.DEFAULTS.max());
        Retry.Park park = section.word("park", List.of(Retry.Park.values()), Retry.Park::word)
                .orElse(Retry.DEFAULTS.park());
        section.end();
        if (initial.compareTo(longest) > 0) {
            if (section.has("max")) {
                section.fault(
                        "max",
                        section.path() + ".max must not be shorter than initial.",
                        "Make it at least " + Section.word(initial) + ".");
            }
            longest = initial;
        }
        return new Retry(attempts, initial, longest, park);
    }

    private static Optional<String> deadLetter(
            Part channel, Section settings, Delivery delivery, String address, String transport) {
        Optional<String> own = settings.text("deadLetter");
        if (own.isPresent() && !delivery.durable()) {
            settings.fault(
                    "deadLetter",
                    "A best-effort channel keeps no dead letters.",
                    "Choose delivery: at-least-once, or leave deadLetter out.");
        }
        if (own.isPresent() && own.get().equals(address)) {
            settings.fault(
                    "deadLetter",
                    "The dead letters would go to the channel itself, for ever.",
                    "Choose another address, like " + address + ".dead.");
        }
        if (!delivery.durable()) {
            return Optional.empty();
        }
        String deadLetter = own.orElse(address + ".dead");
        Addresses.check(channel.child("x-busway"), "dead-letter address", deadLetter, transport);
        return Optional.of(deadLetter);
    }

    private static ChannelSpec.Interop interop(Section settings, Delivery delivery, String transport) {
        ChannelSpec.Interop interop = settings.word(
                        "interop", List.of(ChannelSpec.Interop.values()), ChannelSpec.Interop::word)
                .orElse(ChannelSpec.Interop.FRAME);
        if (interop == ChannelSpec.Interop.PLAIN && (delivery.durable() || !transport.equals(Transports.VERTX))) {
            settings.fault(
                    "interop",
                    "interop: plain is for best-effort channels on the event bus only.",
                    "Leave interop out: on a broker every CloudEvents client takes part anyhow.");
        }
        return interop;
    }

    private Optional<String> group(Part channel, Section settings, ChannelKind kind) {
        Optional<String> own = settings.text("group");
        if (own.isPresent() && kind == ChannelKind.PUBLISH_SUBSCRIBE) {
            settings.fault(
                    "group",
                    "On a publish-subscribe channel each handler names its own group.",
                    "Leave group out, or choose kind: point-to-point.");
        }
        for (Use use : uses) {
            if (own.isEmpty()
                    && use.receives()
                    && kind == ChannelKind.POINT_TO_POINT
                    && use.channel().equals(channel.pointer())) {
                own = Bindings.group(use.operation());
            }
        }
        return own;
    }

    private List<MessageSpec> messages(String name, Part channel) {
        List<MessageSpec> messages = new ArrayList<>();
        Map<String, String> types = new HashMap<>();
        Part declared = channel.child("messages");
        for (String key : declared.names()) {
            MessageSpec message = new MessageReader(reading).read(key, declared.child(key));
            String before = types.putIfAbsent(message.type(), key);
            if (before != null) {
                reading.fault(
                        Pointers.child(declared.pointer(), key),
                        "The messages " + before + " and " + key + " of the channel " + name + " have the same type "
                                + message.type() + ".",
                        "Give one of them another name, or an x-busway.type.");
            }
            messages.add(message);
        }
        return messages;
    }
}
