package dev.busway.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Calls the members of a group out of it and back, on every node of the cluster. Safe on any thread. */
final class GroupCalls {
    private static final String ADDRESS = "busway.kafka.groups";
    private static final String GROUP = "group";
    private static final String AWAY_MILLIS = "awayMillis";
    /** Nobody may keep a group out of work for longer. */
    private static final long LONGEST_ABSENCE_MILLIS = Duration.ofMinutes(5).toMillis();

    private final Vertx vertx;
    private final MessageConsumer<JsonObject> consumer;
    private final Set<GroupConsumer> members = ConcurrentHashMap.newKeySet();

    GroupCalls(Vertx vertx) {
        this.vertx = vertx;
        this.consumer = vertx.eventBus().consumer(ADDRESS, this::heard);
    }

    void add(GroupConsumer member) {
        members.add(member);
    }

    void remove(GroupConsumer member) {
        members.remove(member);
    }

    /** Members leave when what runs has ended, and come back after so long whatever happens. */
    void out(String group, Duration atMost) {
        call(new JsonObject().put(GROUP, group).put(AWAY_MILLIS, atMost.toMillis()));
    }

    void back(String group) {
        call(new JsonObject().put(GROUP, group).put(AWAY_MILLIS, 0L));
    }

    private void call(JsonObject call) {
        vertx.eventBus().publish(ADDRESS, call);
    }

    private void heard(Message<JsonObject> call) {
        long away = Math.min(call.body().getLong(AWAY_MILLIS, 0L), LONGEST_ABSENCE_MILLIS);
        Consumer<GroupConsumer> does = away > 0 ? member -> member.stayAway(away) : GroupConsumer::comeBack;
        members.stream()
                .filter(member -> member.group().equals(call.body().getString(GROUP)))
                .forEach(does);
    }

    Future<Void> close() {
        return consumer.unregister();
    }
}
