package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelSpec;
import dev.busway.kafka.KeyLanes.Lane;
import dev.busway.message.Message;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Handles the records that a group's poll thread brings: each key in order, different keys side by side up to the channel's bound.
 * All state is touched by one context; the poll thread only hands over and waits.
 */
final class GroupWork {
    /** Shards that the poll thread waits for. */
    private record Leaving(List<Shard> shards, CompletableFuture<Void> quiet) {
        boolean isQuiet() {
            return shards.stream().allMatch(shard -> shard.running == 0);
        }
    }

    private final ContextInternal context;
    private final ChannelSpec channel;
    private final Receiver receiver;
    private final RecordReader reader;
    private final Ending ending;
    private final Backoff backoff;
    private final KeyLanes<Item> lanes;
    private final List<Leaving> leaving = new ArrayList<>();
    private volatile int inFlight;
    private volatile boolean stopped;

    GroupWork(ContextInternal context, ChannelSpec channel, Receiver receiver, Ending ending, Backoff backoff) {
        this.context = context;
        this.channel = channel;
        this.receiver = receiver;
        this.reader = new RecordReader(channel);
        this.ending = ending;
        this.backoff = backoff;
        this.lanes = new KeyLanes<>(channel.maxInFlight());
    }

    /** Takes records of one partition, in their order. Called by the poll thread. */
    void take(Shard shard, List<ConsumerRecord<byte[], byte[]>> records) {
        shard.handed(records.size());
        context.emit(go -> queue(shard, records));
    }

    /**
     * Starts nothing new of these shards. Called by the poll thread.
     *
     * @return completes when nothing of them runs any more
     */
    CompletableFuture<Void> release(List<Shard> shards) {
        shards.forEach(Shard::release);
        Leaving all = new Leaving(shards, new CompletableFuture<>());
        context.emit(go -> {
            lanes.drop(item -> item.shard.isReleased());
            leaving.add(all);
            tellQuiet();
        });
        return all.quiet();
    }

    /** Starts nothing new from now on. Safe on any thread. */
    void stop() {
        stopped = true;
    }

    int inFlight() {
        return inFlight;
    }

    private void queue(Shard shard, List<ConsumerRecord<byte[], byte[]>> records) {
        if (shard.isReleased()) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Incoming incoming = reader.read(record);
            Item item = new Item(shard, record, shard.ledger.take(record.offset()), incoming);
            lanes.add(key(incoming), item);
        }
        shard.publish();
        pump();
    }

    private static @Nullable Object key(Incoming incoming) {
        return incoming instanceof Incoming.Event event ? event.message().key().orElse(null) : null;
    }

    private void pump() {
        Lane<Item> lane = stopped ? null : lanes.next();
        while (lane != null) {
            start(lane);
            lane = stopped ? null : lanes.next();
        }
        inFlight = lanes.running();
    }

    private void start(Lane<Item> lane) {
        Item item = lane.task();
        item.shard.running++;
        item.tries++;
        if (item.incoming instanceof Incoming.Event event) {
            receive(event.message()).onComplete(tried -> context.emit(go -> settle(lane, event.message(), tried)));
        } else if (item.incoming instanceof Incoming.Unreadable unreadable) {
            Problem problem = Problem.of(Problem.Kind.INVALID, unreadable.reason());
            endBy(lane, ending.bury(item, problem));
        }
    }

    private Future<Outcome> receive(Message message) {
        try {
            return receiver.receive(message).otherwise(Outcome::refused);
        } catch (RuntimeException broken) {
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }

    private void settle(Lane<Item> lane, Message message, AsyncResult<Outcome> tried) {
        Item item = lane.task();
        Outcome outcome = tried.result();
        switch (Verdict.of(channel, message, outcome, item.tries)) {
            case DONE -> endBy(lane, ending.answer(item, message, outcome));
            case AGAIN -> park(lane, item);
            case DEAD ->
                endBy(
                        lane,
                        ending.bury(item, ((Outcome.Refused) outcome).problem())
                                .compose(buried -> ending.answer(item, message, outcome)));
        }
    }

    private void park(Lane<Item> lane, Item item) {
        lanes.parked(lane);
        item.shard.running--;
        tellQuiet();
        context.owner()
                .setTimer(
                        backoff.millisAfter(item.tries),
                        timer -> context.emit(go -> {
                            lanes.again(lane, item);
                            pump();
                        }));
        pump();
    }

    /** A failed end means that the record is left to who has the partition next. */
    private void endBy(Lane<Item> lane, Future<Void> end) {
        Item item = lane.task();
        end.onComplete(ended -> context.emit(go -> {
            if (ended.succeeded()) {
                item.shard.ended(item.slot);
            }
            item.shard.running--;
            lanes.finished(lane);
            tellQuiet();
            pump();
        }));
    }

    private void tellQuiet() {
        leaving.removeIf(all -> all.isQuiet() && all.quiet().complete(null));
    }
}
