package dev.busway.kafka;

import dev.busway.bus.Registration;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupGauges;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Every thread that reads for this node: members of groups, taps and followers of replies. Safe on any thread. */
final class Subscriptions {
    /** Dead letters wait for a person, who may be on holiday. */
    private static final Map<String, String> FOR_EVER = Map.of("retention.ms", "-1");

    private final VertxInternal vertx;
    private final Clients clients;
    private final KafkaSettings settings;
    private final RecordProducer producer;
    private final Topics topics;
    private final MeterRegistry meters;
    private final GroupCalls calls;
    private final Set<Registration> all = ConcurrentHashMap.newKeySet();

    Subscriptions(
            TransportContext context, Clients clients, KafkaSettings settings, RecordProducer producer, Topics topics) {
        this.vertx = (VertxInternal) context.vertx();
        this.topics = topics;
        this.clients = clients;
        this.settings = settings;
        this.producer = producer;
        this.meters = context.meters();
        this.calls = new GroupCalls(vertx);
    }

    /** Reaches the members of a group on all nodes. */
    GroupCalls calls() {
        return calls;
    }

    /** @param letters the channel's dead letters, where it has any */
    Future<Registration> join(ChannelSpec spec, String group, Receiver receiver, Optional<DeadLetterBox> letters) {
        Backoff backoff = new Backoff(spec.retry(), new Random());
        Ending ending = new Ending(vertx, spec, group, receiver, producer, backoff);
        Optional<ParkedKeys> parked = letters.flatMap(box -> ParkedKeys.of(spec, group, box));
        GroupWork work = new GroupWork(vertx.createEventLoopContext(), spec, receiver, ending, backoff, parked);
        Intake intake = new Intake(work, new RecordReader(spec), producer);
        return deadLetters(spec)
                .compose(ready -> vertx.executeBlocking(() -> clients.member(group)))
                .map(client -> new GroupConsumer(spec.address(), group, client, settings, intake))
                .compose(member -> {
                    Runnable gauges = gauges(spec, group, member, work);
                    List<Meter.Id> parking = parked.map(keys -> keys.tally().register(meters, spec.address(), group))
                            .orElse(List.of());
                    calls.add(member);
                    return kept(member.join(), () -> {
                        calls.remove(member);
                        gauges.run();
                        parking.forEach(meters::remove);
                    });
                });
    }

    /** Made before it is needed: when a message has failed is no time for a topic to be missing. */
    private Future<Void> deadLetters(ChannelSpec spec) {
        return spec.deadLetter()
                .map(topic -> topics.ensure(topic, 1, FOR_EVER).compose(there -> producer.ready(topic)))
                .orElse(Future.succeededFuture());
    }

    /** A copy of every message, as fast as the receiver takes it; what cannot be read is left out. */
    Future<Registration> tap(ChannelSpec spec, Receiver receiver) {
        return follow(spec.address(), new Tap(vertx.createEventLoopContext(), new RecordReader(spec), receiver));
    }

    Future<Registration> follow(String topic, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        return vertx.executeBlocking(() -> clients.follower(topic))
                .compose(client ->
                        kept(new Tail(topic, client, settings.connectTimeout(), listener).follow(), () -> {}));
    }

    /** Ends all, each after what it has in flight. */
    Future<Void> close() {
        return Future.join(all.stream().map(Registration::unregister).toList()).transform(ended -> calls.close());
    }

    private Future<Registration> kept(Future<Registration> begun, Runnable atEnd) {
        return begun.onFailure(failed -> atEnd.run()).map(open -> {
            Registration kept = new Registration() {
                @Override
                public Future<Void> unregister() {
                    return open.unregister().onComplete(ended -> {
                        all.remove(this);
                        atEnd.run();
                    });
                }
            };
            all.add(kept);
            return kept;
        });
    }

    private Runnable gauges(ChannelSpec spec, String group, GroupConsumer member, GroupWork work) {
        Gauge lag = Gauge.builder("busway.consumer.lag", member, GroupConsumer::lag)
                .description("Records of this node's partitions that the group has not finished")
                .tag("channel", spec.address())
                .tag("group", group)
                .register(meters);
        int most = spec.shards() * (settings.partitionBuffer() + Clients.RECORDS_PER_POLL);
        Runnable rest = GroupGauges.on(meters, spec.address(), group, work, most);
        return () -> {
            meters.remove(lag);
            rest.run();
        };
    }
}
