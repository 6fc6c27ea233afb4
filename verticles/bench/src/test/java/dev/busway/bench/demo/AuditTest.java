package dev.busway.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bench.demo.Evidence.StepRow;
import dev.busway.bench.demo.Evidence.TopicRecord;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tampers with good books: every kind of fraud must be found. */
final class AuditTest {
    private static final List<String> PLACED = List.of("o-1", "o-2");

    @Test
    void good_books_show_nothing() {
        Verdict verdict = Audit.of(PLACED, Books.good().evidence());

        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.finished()).isEqualTo(2);
    }

    @Test
    void an_operation_that_is_not_finished_is_lost() {
        assertLost(books -> books.finished.remove("o-1"));
    }

    @Test
    void an_order_that_is_nowhere_is_lost() {
        assertLost(books -> books.orders.remove("o-1"));
    }

    @Test
    void an_order_with_no_final_state_is_lost() {
        assertLost(books -> books.orders.put("o-1", "ticketed"));
    }

    @Test
    void a_missing_step_is_lost() {
        assertLost(books -> books.steps.remove(new StepRow("o-1", "courier-assigned")));
    }

    @Test
    void a_missing_event_is_lost() {
        assertLost(books -> books.records.removeIf(
                record -> record.key().equals("o-1") && record.type().equals("orders.OrderApproved")));
    }

    @Test
    void a_missing_ticket_is_lost() {
        assertLost(books -> books.tickets.remove("o-1"));
    }

    @Test
    void a_missing_notification_is_lost() {
        assertLost(books -> books.notifications.remove("o-1"));
    }

    @Test
    void a_rejected_order_without_its_rejection_is_lost() {
        assertLost(books -> books.steps.remove(new StepRow("o-2", "rejected")));
    }

    @Test
    void a_step_taken_twice_is_doubled() {
        assertDoubled(books -> books.steps.add(new StepRow("o-1", "approved")));
    }

    @Test
    void a_second_ticket_is_doubled() {
        assertDoubled(books -> books.tickets.add("o-1"));
    }

    @Test
    void a_second_notification_is_doubled() {
        assertDoubled(books -> books.notifications.add("o-2"));
    }

    @Test
    void an_event_with_two_ids_is_doubled() {
        assertDoubled(books -> books.event("o-1", "orders.OrderApproved", "another id"));
    }

    @Test
    void a_message_to_a_service_with_two_ids_is_doubled() {
        assertDoubled(books -> {
            books.records.add(new TopicRecord("kitchen.tickets", 1, "o-1", "kitchen.CreateTicket", "a"));
            books.records.add(new TopicRecord("kitchen.tickets", 1, "o-1", "kitchen.CreateTicket", "b"));
        });
    }

    @Test
    void one_event_delivered_twice_is_neither_doubled_nor_out_of_order() {
        Books books = Books.good();
        books.event("o-1", "orders.OrderCreated", "o-1 created");

        assertThat(Audit.of(PLACED, books.evidence()).clean()).isTrue();
    }

    @Test
    void steps_in_the_wrong_order_are_out_of_order() {
        assertOutOfOrder(books -> {
            books.steps.remove(new StepRow("o-1", "created"));
            books.steps.add(new StepRow("o-1", "created"));
        });
    }

    @Test
    void events_in_the_wrong_order_are_out_of_order() {
        assertOutOfOrder(books -> {
            TopicRecord created = books.records.remove(0);
            books.records.add(created);
        });
    }

    @Test
    void events_of_one_order_on_two_partitions_are_out_of_order() {
        assertOutOfOrder(books -> {
            TopicRecord created = books.records.remove(0);
            books.records.add(0, new TopicRecord(created.topic(), 11, created.key(), created.type(), created.id()));
        });
    }

    private static void assertLost(Consumer<Books> fraud) {
        Verdict verdict = verdict(fraud);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.doubled()).isZero();
        assertThat(verdict.outOfOrder()).isZero();
        assertThat(verdict.clean()).isFalse();
    }

    private static void assertDoubled(Consumer<Books> fraud) {
        Verdict verdict = verdict(fraud);
        assertThat(verdict.doubled()).isEqualTo(1);
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.clean()).isFalse();
    }

    private static void assertOutOfOrder(Consumer<Books> fraud) {
        Verdict verdict = verdict(fraud);
        assertThat(verdict.outOfOrder()).isEqualTo(1);
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.doubled()).isZero();
        assertThat(verdict.clean()).isFalse();
    }

    private static Verdict verdict(Consumer<Books> fraud) {
        Books books = Books.good();
        fraud.accept(books);
        return Audit.of(PLACED, books.evidence());
    }
}
