package dev.busway.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * How an address of ours stands at the broker: one address for each shard, {@code <address>.<n>}, where there are several, else the
 * address itself. Safe on any thread.
 */
final class Layout {
    /** Which of its queues get a message. */
    enum Routing {
        /** One queue, named like its address. */
        ANYCAST,
        /** Every queue that is bound. */
        MULTICAST
    }

    /** Whether the broker keeps messages over a restart. */
    enum Keeping {
        DURABLE,
        VOLATILE
    }

    /** Whether messages of one key must be handled in their order. */
    enum Order {
        /** Then a queue has one active consumer. */
        PER_KEY,
        NONE
    }

    private final List<String> addresses;
    private final Routing routing;
    private final Keeping keeping;
    private final Order order;
    private final AtomicInteger round = new AtomicInteger();

    private Layout(List<String> addresses, Routing routing, Keeping keeping, Order order) {
        this.addresses = addresses;
        this.routing = routing;
        this.keeping = keeping;
        this.order = order;
    }

    static Layout of(ChannelSpec spec) {
        String address = spec.address();
        List<String> addresses = spec.shards() == 1
                ? List.of(address)
                : IntStream.range(0, spec.shards())
                        .mapToObj(shard -> address + "." + shard)
                        .toList();
        return new Layout(
                addresses,
                spec.kind() == ChannelKind.POINT_TO_POINT ? Routing.ANYCAST : Routing.MULTICAST,
                spec.delivery().durable() ? Keeping.DURABLE : Keeping.VOLATILE,
                spec.key().isPresent() || spec.shards() > 1 ? Order.PER_KEY : Order.NONE);
    }

    /** An address that holds what waits for a person. */
    static Layout deadLetters(String address) {
        return new Layout(List.of(address), Routing.ANYCAST, Keeping.DURABLE, Order.NONE);
    }

    /** An address that no contract on this node describes: of answers. */
    static Layout answers(String address) {
        return new Layout(List.of(address), Routing.MULTICAST, Keeping.VOLATILE, Order.NONE);
    }

    List<String> addresses() {
        return addresses;
    }

    Routing routing() {
        return routing;
    }

    Order order() {
        return order;
    }

    boolean isDurable() {
        return keeping == Keeping.DURABLE;
    }

    /** The address of a message: by the CRC-32 of its key's UTF-8 bytes, modulo the shards; with no key, each in turn. */
    String addressOf(Message message) {
        int shards = addresses.size();
        if (shards == 1) {
            return addresses.get(0);
        }
        return addresses.get(message.key()
                .map(key -> shardOf(key, shards))
                .orElseGet(() -> Math.floorMod(round.getAndIncrement(), shards)));
    }

    static int shardOf(String key, int shards) {
        CRC32 sum = new CRC32();
        sum.update(key.getBytes(UTF_8));
        return (int) (sum.getValue() % shards);
    }

    /**
     * The queue of a group at one of the addresses. The sign {@code @} stands in no channel's address, so that no queue has another's
     * name.
     */
    String queue(String address, String group) {
        return routing == Routing.ANYCAST ? address : address + "@" + group;
    }
}
