package dev.busway.kafka;

import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import io.vertx.core.Future;
import io.vertx.kafka.admin.ConsumerGroupDescription;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.ListOffsetsResultInfo;
import io.vertx.kafka.admin.MemberDescription;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.admin.TopicDescription;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Where a group stands in one topic, and who is in it. Safe on any thread. */
final class GroupOffsets {
    private final KafkaAdminClient admin;
    private final String topic;
    private final String group;

    GroupOffsets(KafkaAdminClient admin, String topic, String group) {
        this.admin = admin;
        this.topic = topic;
        this.group = group;
    }

    String group() {
        return group;
    }

    /** Those that are in the group now. */
    Future<List<MemberDescription>> members() {
        return admin.describeConsumerGroups(List.of(group))
                .map(found -> {
                    ConsumerGroupDescription description = found.get(group);
                    return description == null ? List.<MemberDescription>of() : description.getMembers();
                })
                .recover(failure -> Refusals.cause(failure) instanceof GroupIdNotFoundException
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure));
    }

    /** Where it stands, and where the position is. */
    Future<Rewind> plan(Position position) {
        return partitions().compose(all -> {
            Future<Map<TopicPartition, ListOffsetsResultInfo>> first = offsets(all, OffsetSpec.EARLIEST);
            Future<Map<TopicPartition, ListOffsetsResultInfo>> end = offsets(all, OffsetSpec.LATEST);
            Future<Map<TopicPartition, ListOffsetsResultInfo>> then = position instanceof Position.Time time
                    ? offsets(all, OffsetSpec.TIMESTAMP(time.millis()))
                    : Future.succeededFuture(Map.of());
            Future<Map<TopicPartition, OffsetAndMetadata>> stands = admin.listConsumerGroupOffsets(group);
            return Future.all(first, end, then, stands).map(read -> {
                List<Rewind.Step> steps = new ArrayList<>();
                for (TopicPartition partition : all) {
                    OffsetAndMetadata stood = stands.result().get(partition);
                    long low = offset(first.result(), partition);
                    long high = offset(end.result(), partition);
                    long to = to(position, low, high, then.result().get(partition));
                    OptionalLong from = stood == null ? OptionalLong.empty() : OptionalLong.of(stood.getOffset());
                    steps.add(new Rewind.Step(partition.getPartition(), from, to, high));
                }
                return new Rewind(group, steps);
            });
        });
    }

    private static long to(Position position, long low, long high, @Nullable ListOffsetsResultInfo then) {
        if (position instanceof Position.Beginning) {
            return low;
        }
        if (position instanceof Position.Offset wanted) {
            return Math.max(low, Math.min(high, wanted.offset()));
        }
        // Kafka has no record of that time or later: the next one will be.
        return position instanceof Position.Time && then != null && then.getOffset() >= 0 ? then.getOffset() : high;
    }

    /** Moves it; fails where somebody is in the group. */
    Future<Void> move(Rewind rewind) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Rewind.Step step : rewind.steps()) {
            offsets.put(new TopicPartition(topic, step.shard()), new OffsetAndMetadata(step.to(), ""));
        }
        return admin.alterConsumerGroupOffsets(group, offsets);
    }

    private Future<List<TopicPartition>> partitions() {
        return admin.describeTopics(List.of(topic)).map(found -> {
            TopicDescription description = found.get(topic);
            int count = description == null ? 0 : description.getPartitions().size();
            return IntStream.range(0, count)
                    .mapToObj(number -> new TopicPartition(topic, number))
                    .toList();
        });
    }

    private Future<Map<TopicPartition, ListOffsetsResultInfo>> offsets(List<TopicPartition> all, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        all.forEach(partition -> wanted.put(partition, spec));
        return admin.listOffsets(wanted);
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> found, TopicPartition partition) {
        ListOffsetsResultInfo info = found.get(partition);
        return info == null ? 0 : info.getOffset();
    }
}
