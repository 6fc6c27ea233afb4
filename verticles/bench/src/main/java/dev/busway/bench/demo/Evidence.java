package dev.busway.bench.demo;

import java.util.List;
import java.util.Map;

/**
 * What the database and the topics say about a run; nothing in it comes from a client.
 *
 * @param finished ids of the operations that are finished; an order's operation has the order's id
 * @param orders state of each order
 * @param steps in the order in which they were written
 * @param tickets the order of each ticket that the kitchen wrote down
 * @param notifications the order of each notification sent
 * @param records of the example's topics, in the order of their offsets
 */
record Evidence(
        List<String> finished,
        Map<String, String> orders,
        List<StepRow> steps,
        List<String> tickets,
        List<String> notifications,
        List<TopicRecord> records) {

    /** The same with these records. */
    Evidence with(List<TopicRecord> read) {
        return new Evidence(finished, orders, steps, tickets, notifications, read);
    }

    /** A row of the append-only table of steps. */
    record StepRow(String order, String step) {}

    /**
     * A record of a topic.
     *
     * @param key the order
     * @param type CloudEvents type
     * @param id CloudEvents id: two records with one id are one message, delivered twice
     */
    record TopicRecord(String topic, int partition, String key, String type, String id) {}
}
