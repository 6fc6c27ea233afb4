package dev.busway.kafka;

import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.admin.TopicDescription;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that topics exist as contracts declare them. Safe on any thread. */
final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final int USUAL_COPIES = 3;

    private final KafkaAdminClient admin;
    private final KafkaSettings settings;

    Topics(KafkaAdminClient admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * Makes the topic where it is missing.
     *
     * @param partitions an existing topic may have more, never fewer
     * @param made settings of a topic that is made; an existing one keeps its own
     */
    Future<Void> ensure(String topic, int partitions, Map<String, String> made) {
        return admin.describeTopics(List.of(topic)).compose(found -> check(topic, partitions, found), failure -> {
            if (Refusals.cause(failure) instanceof UnknownTopicOrPartitionException) {
                return create(topic, partitions, made);
            }
            return Future.failedFuture(failure);
        });
    }

    private static Future<Void> check(String topic, int partitions, Map<String, TopicDescription> found) {
        TopicDescription description = found.get(topic);
        int there = description == null ? 0 : description.getPartitions().size();
        if (there < partitions) {
            return Future.failedFuture(new ConfigException("The topic " + topic + " has " + there
                    + " partitions, its channel has " + partitions
                    + " shards. Mend: add partitions while no keyed message waits, or declare x-busway.shards: "
                    + there + "."));
        }
        if (there > partitions) {
            LOG.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partitions", there)
                    .addKeyValue("shards", partitions)
                    .log("topic has more partitions than its channel has shards");
        }
        return Future.succeededFuture();
    }

    private Future<Void> create(String topic, int partitions, Map<String, String> made) {
        if (settings.topicCreation() == KafkaSettings.TopicCreation.FORBIDDEN) {
            return Future.failedFuture(new ConfigException("The topic " + topic + " does not exist. Mend: make it with "
                    + partitions + " partitions, or set kafka.createTopics."));
        }
        return copies().compose(
                        copies -> admin.createTopics(List.of(new NewTopic(topic, partitions, copies).setConfig(made))))
                .onSuccess(done -> LOG.atInfo()
                        .addKeyValue("topic", topic)
                        .addKeyValue("partitions", partitions)
                        .log("topic created"))
                .recover(failure -> Refusals.cause(failure) instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ConfigException("The topic " + topic + " cannot be made: "
                                + Refusals.text(failure) + ". Mend: make it by hand, or correct kafka.replication.")));
    }

    /** vertx-kafka-client cannot leave the number to the brokers (its NewTopic fails on -1). */
    private Future<Short> copies() {
        return settings.replication() > 0
                ? Future.succeededFuture((short) settings.replication())
                : admin.describeCluster().map(cluster ->
                        (short) Math.min(USUAL_COPIES, cluster.getNodes().size()));
    }
}
