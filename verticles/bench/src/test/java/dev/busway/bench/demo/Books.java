package dev.busway.bench.demo;

import dev.busway.bench.demo.Evidence.StepRow;
import dev.busway.bench.demo.Evidence.TopicRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Books that can be tampered with: {@code o-1} went all the way, {@code o-2} was rejected by the kitchen. */
final class Books {
    final List<String> finished = new ArrayList<>();
    final Map<String, String> orders = new HashMap<>();
    final List<StepRow> steps = new ArrayList<>();
    final List<String> tickets = new ArrayList<>();
    final List<String> notifications = new ArrayList<>();
    final List<TopicRecord> records = new ArrayList<>();

    private Books() {}

    static Books good() {
        Books books = new Books();
        books.step("o-1", "created", "orders.OrderCreated");
        books.step("o-1", "consumer-verified", "orders.ConsumerVerified");
        books.step("o-2", "created", "orders.OrderCreated");
        books.step("o-1", "ticket-accepted", "orders.OrderTicketed");
        books.step("o-1", "courier-assigned", "orders.CourierAssigned");
        books.step("o-2", "consumer-verified", "orders.ConsumerVerified");
        books.step("o-1", "approved", "orders.OrderApproved");
        books.step("o-2", "rejected", "orders.OrderRejected");
        books.tickets.add("o-1");
        books.end("o-1", "approved");
        books.end("o-2", "rejected");
        return books;
    }

    Evidence evidence() {
        return new Evidence(finished, orders, steps, tickets, notifications, records);
    }

    void event(String order, String type, String id) {
        records.add(new TopicRecord("orders.events", order.hashCode() % 12, order, type, id));
    }

    private void step(String order, String step, String event) {
        steps.add(new StepRow(order, step));
        event(order, event, order + " " + step);
    }

    private void end(String order, String state) {
        orders.put(order, state);
        finished.add(order);
        notifications.add(order);
    }
}
