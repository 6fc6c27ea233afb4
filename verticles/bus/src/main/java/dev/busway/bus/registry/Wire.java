package dev.busway.bus.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How the directories of a cluster talk: a map with a small sign of each node, and two addresses of each on the event bus, one that
 * hears changes and one that answers who wants to know everything.
 */
final class Wire {
    private static final String CHANGES = "busway.groups@";
    private static final String ALL = "busway.groups.all@";
    private static final String SIGNS = "busway.groups.signs";
    /** The longest wait for another node: who was not heard is asked again at the next beat. */
    private static final Duration HEARD = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String node;
    private final AsyncMap<String, String> signs;
    private final List<MessageConsumer<String>> ears;

    private Wire(Vertx vertx, String node, AsyncMap<String, String> signs, List<MessageConsumer<String>> ears) {
        this.vertx = vertx;
        this.node = node;
        this.signs = signs;
        this.ears = ears;
    }

    /** Completes when every node can reach this one. */
    static Future<Wire> open(
            Vertx vertx, String node, Consumer<Message<String>> changes, Supplier<GroupEntry> everything) {
        MessageConsumer<String> told = vertx.eventBus().consumer(CHANGES + node, changes::accept);
        MessageConsumer<String> asked = vertx.eventBus()
                .consumer(
                        ALL + node, question -> question.reply(everything.get().write()));
        return Future.all(told.completion(), asked.completion())
                .compose(open -> vertx.sharedData().<String, String>getClusterWideMap(SIGNS))
                .map(map -> new Wire(vertx, node, map, List.of(told, asked)));
    }

    Future<Void> sign(Sign own) {
        return signs.put(node, own.write());
    }

    /** The signs of all nodes, this one's among them. */
    Future<List<Sign>> signs() {
        return signs.entries().map(all -> all.entrySet().stream()
                .map(entry -> Sign.read(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Completes when the other has heard it, fails when it did not in time. */
    Future<Void> tell(String other, String change) {
        return vertx.eventBus().request(CHANGES + other, change, briefly()).mapEmpty();
    }

    /** All that another node has; fails when it does not answer in time. */
    Future<GroupEntry> ask(String other) {
        return vertx.eventBus().<String>request(ALL + other, "", briefly()).map(said -> GroupEntry.read(said.body()));
    }

    Future<Void> forget(String other) {
        return signs.remove(other).mapEmpty();
    }

    Future<Void> close() {
        return Future.join(ears.stream().map(MessageConsumer::unregister).toList())
                .eventually(() -> signs.remove(node))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static DeliveryOptions briefly() {
        return new DeliveryOptions().setSendTimeout(HEARD.toMillis());
    }
}
