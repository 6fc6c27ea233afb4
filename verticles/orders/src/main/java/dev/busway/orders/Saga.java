package dev.busway.orders;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Moves an order one step on with each answer: consumer verified → kitchen ticket → courier → approved; or rejected, and what
 * was done by then is undone. Each step is one transaction: the order, its next question, the event, and at the end the answer
 * to the one who placed it.
 */
final class Saga implements MessageHandler {
    private final Books books;

    Saga(Books books) {
        this.books = books;
    }

    @Override
    public Future<?> handle(Message answer, Work work) {
        return switch (answer.type()) {
            case "orders.ConsumerAnswered" -> consumerAnswered(answer, work);
            case "kitchen.TicketAccepted" -> ticketAccepted(answer, work);
            case "kitchen.TicketRefused" -> reject(answer, work, orderId(answer), text(answer, "reason"));
            case "orders.CourierChosen" -> courierChosen(answer, work);
            case "orders.NoCourier" -> noCourier(answer, work);
            default -> refused(answer, work);
        };
    }

    private Future<?> consumerAnswered(Message answer, Work work) {
        if (!answer.tree().path("verified").asBoolean()) {
            return reject(answer, work, orderId(answer), text(answer, "reason"));
        }
        Entry entry = new Entry(orderId(answer), Step.CONSUMER_VERIFIED, "Consumer verified.");
        return books.step(answer, work, entry).compose(order -> {
            JsonObject ticket =
                    new JsonObject().put("restaurantId", order.restaurantId()).put("items", order.items());
            return work.send(
                    "kitchen.tickets",
                    Followup.of(answer, "kitchen.CreateTicket", order.orderId(), ticket)
                            .replyTo("orders.replies")
                            .build());
        });
    }

    private Future<?> ticketAccepted(Message answer, Work work) {
        String text = "The kitchen will be ready in " + text(answer, "readyInMinutes") + " minutes.";
        return books.step(answer, work, new Entry(orderId(answer), Step.TICKET_ACCEPTED, text))
                .compose(order -> work.send(
                        "orders.errands",
                        Followup.of(
                                        answer,
                                        "orders.AskCouriers",
                                        order.orderId(),
                                        new JsonObject().put("restaurantId", order.restaurantId()))
                                .build()));
    }

    private Future<?> courierChosen(Message answer, Work work) {
        String courier = text(answer, "courier");
        String text = courier + " brings it in " + text(answer, "minutes") + " minutes for "
                + Money.text(answer.tree().path("cents").asInt()) + ", the best of "
                + text(answer, "quotes") + " offers.";
        return books.step(answer, work, Entry.assigned(orderId(answer), text, courier))
                .compose(
                        order -> books.step(answer, work, new Entry(order.orderId(), Step.APPROVED, "Order approved.")))
                .compose(order -> Ending.of(answer, work, order, text));
    }

    /** The kitchen has a ticket by now that nobody would fetch: it is cancelled with the same transaction. */
    private Future<?> noCourier(Message answer, Work work) {
        Message cancel = Followup.of(answer, "kitchen.CancelTicket", orderId(answer), new JsonObject())
                .build();
        return work.send("kitchen.tickets", cancel)
                .compose(done -> reject(answer, work, orderId(answer), "No courier goes there."));
    }

    private Future<?> reject(Message answer, Work work, String orderId, String reason) {
        return books.step(answer, work, Entry.rejected(orderId, reason))
                .compose(order -> Ending.of(answer, work, order, reason));
    }

    /** A problem instead of an answer: it carries the key of what was asked, which is the order's id. */
    private Future<?> refused(Message answer, Work work) {
        return answer.key()
                .<Future<?>>map(orderId -> reject(answer, work, orderId, "Refused: " + text(answer, "cause")))
                .orElseGet(() -> Future.failedFuture(new ProblemException(Problem.of(
                        Problem.Kind.INVALID,
                        "The refusal names no order.",
                        "Send it with the key of the question."))));
    }

    private static String orderId(Message answer) {
        return text(answer, "orderId");
    }

    private static String text(Message answer, String field) {
        return answer.tree().path(field).asText();
    }
}
