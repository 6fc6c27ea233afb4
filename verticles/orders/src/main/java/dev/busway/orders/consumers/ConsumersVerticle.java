package dev.busway.orders.consumers;

import dev.busway.bus.Bus;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** The Consumers service: knows who may order. Numbers that start with a zero were never verified. */
public final class ConsumersVerticle extends VerticleBase {
    private static final String NOT_VERIFIED = "c-0";

    @Override
    public Future<?> start() {
        return Bus.of(vertx).channel("consumers.verify").handle("consumers", ConsumersVerticle::verify);
    }

    private static Future<Message> verify(Message question, Work work) {
        String consumerId = question.tree().path("consumerId").asText();
        boolean verified = !consumerId.startsWith(NOT_VERIFIED);
        JsonObject verdict = new JsonObject().put("consumerId", consumerId).put("verified", verified);
        if (!verified) {
            verdict.put("reason", "Consumer " + consumerId + " is not verified.");
        }
        return Future.succeededFuture(question.reply("consumers.Verdict", Payload.of(verdict)));
    }
}
