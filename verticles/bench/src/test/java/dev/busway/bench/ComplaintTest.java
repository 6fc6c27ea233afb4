package dev.busway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ComplaintTest {
    @Test
    void a_failure_is_told_with_its_causes_and_a_mend() {
        Exception failure = new ExecutionException(
                new IllegalStateException("Kafka does not start", new IllegalArgumentException("port 9092 is taken")));

        assertThat(Complaint.of("kafka", failure))
                .startsWith(
                        "bench kafka: Kafka does not start. Because: port 9092 is taken. Mend: see what the servers");
    }

    @Test
    void a_mend_that_is_there_is_enough() {
        assertThat(Complaint.of("outbox", new IllegalStateException("No class path. Mend: use scripts/bench.")))
                .isEqualTo("bench outbox: No class path. Mend: use scripts/bench.");
    }

    @Test
    void a_failure_without_words_is_told_by_its_name() {
        assertThat(Complaint.of("bus", new NullPointerException()))
                .startsWith("bench bus: NullPointerException. Mend:");
    }
}
