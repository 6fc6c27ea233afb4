package dev.busway.testkit.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final TopicPartition KEPT = new TopicPartition("kept", 0);

    @Test
    void a_restart_on_the_same_port_keeps_the_data(@TempDir Path home) throws Exception {
        int port;
        try (EmbeddedKafka first = EmbeddedKafka.start(home, EmbeddedKafka.ANY_PORT)) {
            port = first.port();
            write(first.bootstrap(), "before");
        }

        try (EmbeddedKafka second = EmbeddedKafka.start(home, port)) {
            assertThat(second.port()).isEqualTo(port);
            assertThat(read(second.bootstrap())).containsExactly("before");
        }
    }

    @Test
    void what_dead_processes_left_is_cleared_away_and_what_lives_is_left_alone() throws Exception {
        Path left = Files.createTempDirectory("busway-kafka");
        Files.writeString(left.resolve("server.properties"), "");
        try (ChildKafka living = ChildKafka.temporary(List.of())) {
            EmbeddedKafka.temporary().close();

            assertThat(left).doesNotExist();
            assertThat(read(living.bootstrap())).isEmpty();
        }
    }

    @Test
    void a_folder_in_use_is_refused_with_a_mend(@TempDir Path home) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(home, EmbeddedKafka.ANY_PORT)) {
            assertThatThrownBy(() -> EmbeddedKafka.start(home, EmbeddedKafka.ANY_PORT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is used by another running process. Mend:");
            assertThat(read(first.bootstrap())).isEmpty();
        }
    }

    @Test
    void a_taken_port_is_refused_with_a_mend(@TempDir Path home, @TempDir Path other) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(home, EmbeddedKafka.ANY_PORT)) {
            assertThatThrownBy(() -> EmbeddedKafka.start(other, first.port()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is taken. Mend:");
        }
    }

    @Test
    void a_killed_child_comes_back_with_what_it_acknowledged(@TempDir Path home) throws Exception {
        try (ChildKafka kafka = ChildKafka.start(home)) {
            write(kafka.bootstrap(), "before");
            kafka.kill();
            kafka.restart();

            assertThat(read(kafka.bootstrap())).containsExactly("before");
        }
    }

    private static void write(String bootstrap, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("kept", value.getBytes(UTF_8))).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String bootstrap) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (!consumer.listTopics(Duration.ofSeconds(20)).containsKey("kept")) {
                return List.of();
            }
            consumer.assign(List.of(KEPT));
            consumer.seekToBeginning(List.of(KEPT));
            return consumer.poll(Duration.ofSeconds(20)).records(KEPT).stream()
                    .map(ConsumerRecord::value)
                    .map(value -> new String(value, UTF_8))
                    .toList();
        }
    }
}
