package dev.busway.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How an address is written to: an exchange of its name. With a key it is a direct one whose routing keys are the shards; else a
 * fanout, for which routing keys mean nothing.
 *
 * @param shards 0 with no key
 * @param audience who has a copy
 * @param keeping whether what is sent there outlives the broker's process
 */
record Route(String exchange, int shards, Audience audience, Keeping keeping) {
    /** Who has a copy of what is sent. */
    enum Audience {
        /** One queue (one per shard), there before anybody listens. */
        ONE,
        /** Each group its queues, as soon as a node has joined it; perhaps nobody. */
        GROUPS
    }

    /** How messages are kept at the broker. */
    enum Keeping {
        DISK,
        MEMORY
    }

    /** A channel of a contract. */
    static Route of(ChannelSpec channel) {
        return new Route(
                channel.address(),
                channel.key().isPresent() ? channel.shards() : 0,
                channel.kind() == ChannelKind.POINT_TO_POINT ? Audience.ONE : Audience.GROUPS,
                channel.delivery().durable() ? Keeping.DISK : Keeping.MEMORY);
    }

    /** One durable queue: dead letters that no contract declares as a channel. */
    static Route queue(String address) {
        return new Route(address, 0, Audience.ONE, Keeping.DISK);
    }

    /** For whoever listens: answers to requests. */
    static Route replies(String address) {
        return new Route(address, 0, Audience.GROUPS, Keeping.DISK);
    }

    String type() {
        return shards == 0 ? "fanout" : "direct";
    }

    /** The routing key of a message: the number of its shard. */
    String keyOf(Message message) {
        if (shards == 0) {
            return "";
        }
        String key = message.key().orElseGet(message::id);
        return String.valueOf(shardOf(key, shards));
    }

    /** The shard of a key, from 0: a hash that every language has, for producers of others. */
    static int shardOf(String key, int shards) {
        CRC32 hash = new CRC32();
        hash.update(key.getBytes(UTF_8));
        return (int) (hash.getValue() % shards);
    }

    /** The queues of a name with what each is bound by: the name itself, or one for each shard, {@code name.0} and so on. */
    List<Binding> queues(String name) {
        List<Binding> all = new ArrayList<>();
        for (String key : keys()) {
            all.add(new Binding(shards == 0 ? name : name + "." + key, key));
        }
        return all;
    }

    /** Every routing key. */
    List<String> keys() {
        if (shards == 0) {
            return List.of("");
        }
        List<String> all = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            all.add(String.valueOf(shard));
        }
        return all;
    }

    /** A queue and what comes into it. */
    record Binding(String queue, String key) {}
}
