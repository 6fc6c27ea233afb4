package dev.busway.orders;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Gather;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Asks others on the live path for an order's sake and hands the answer to the saga. The errand is durable and has no
 * transaction: it may run again, and then makes the same answer with the same id, which takes effect once. An errand that
 * finds nobody fails and is tried again by the channel's rule.
 */
final class Errands implements MessageHandler {
    /** Every courier who answers within this. */
    private static final Gather EVERY_COURIER = Gather.untilDeadline().within(Duration.ofSeconds(1));

    private final Channel consumers;
    private final Channel couriers;
    private final Channel replies;

    private Errands(Channel consumers, Channel couriers, Channel replies) {
        this.consumers = consumers;
        this.couriers = couriers;
        this.replies = replies;
    }

    static Errands on(Bus bus) {
        return new Errands(
                bus.channel("consumers.verify"), bus.channel("couriers.quotes"), bus.channel("orders.replies"));
    }

    @Override
    public Future<?> handle(Message errand, Work work) {
        Future<Message> answer = errand.type().equals("orders.AskConsumer") ? askConsumer(errand) : askCouriers(errand);
        return answer.compose(replies::send).recover(Errands::toldBefore);
    }

    private Future<Message> askConsumer(Message errand) {
        JsonObject question = errand.json();
        String orderId = question.getString("orderId");
        question.remove("orderId");
        Message asked = Message.builder("consumers.VerifyConsumer")
                .causationId(errand.id())
                .trace(errand.trace().orElse(null))
                .payload(question)
                .build();
        return consumers.request(asked).map(verdict -> {
            JsonObject answer = verdict.json();
            answer.remove("consumerId");
            return Followup.repeatable(errand, "orders.ConsumerAnswered", orderId, answer);
        });
    }

    private Future<Message> askCouriers(Message errand) {
        JsonObject question = errand.json();
        String orderId = question.getString("orderId");
        Message asked =
                Followup.of(errand, "couriers.AskQuote", orderId, question).build();
        return couriers.gather(asked, EVERY_COURIER)
                .compose(answers -> answers.replies().isEmpty()
                        ? Future.failedFuture(new ProblemException(Kind.TIMEOUT, "No courier answered.", "Ask again."))
                        : Future.succeededFuture(choice(errand, orderId, answers.messages())));
    }

    private static Message choice(Message errand, String orderId, List<Message> answers) {
        List<JsonObject> quotes = answers.stream()
                .filter(answer -> answer.type().equals("couriers.Quote"))
                .map(Message::json)
                .toList();
        return quotes.stream()
                .min(Comparator.<JsonObject>comparingInt(quote -> quote.getInteger("cents"))
                        .thenComparing(quote -> quote.getString("courier")))
                .map(best ->
                        Followup.repeatable(errand, "orders.CourierChosen", orderId, best.put("quotes", quotes.size())))
                .orElseGet(() -> Followup.repeatable(errand, "orders.NoCourier", orderId, new JsonObject()));
    }

    /** An earlier run of this errand got another answer, and that one counts. */
    private static Future<Void> toldBefore(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().kind() == Kind.CONFLICT
                ? Future.succeededFuture()
                : Future.failedFuture(failure);
    }
}
