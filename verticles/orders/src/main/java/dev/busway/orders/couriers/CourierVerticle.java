package dev.busway.orders.couriers;

import dev.busway.bus.Bus;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/**
 * One courier company: a group of its own on {@code couriers.quotes}, so that one question reaches every company once. Deployed
 * once for each, with {@code courier}, {@code cents} and {@code minutes} as its configuration.
 */
public final class CourierVerticle extends VerticleBase {
    /** Too far out for everybody. */
    private static final String OUT_OF_REACH = "r-3";

    /** What the way adds to the price at most. */
    private static final int WAY_CENTS = 300;

    private String courier = "";
    private int cents;
    private int minutes;

    @Override
    public Future<?> start() {
        courier = config().getString("courier", "Courier");
        cents = config().getInteger("cents", 400);
        minutes = config().getInteger("minutes", 30);
        return Bus.of(vertx).channel("couriers.quotes").handle("couriers." + courier, this::quote);
    }

    private Future<Message> quote(Message question, Work work) {
        JsonObject asked = question.json();
        JsonObject answer = new JsonObject().put("courier", courier);
        if (asked.getString("restaurantId").equals(OUT_OF_REACH)) {
            return Future.succeededFuture(question.reply("couriers.NoOffer", Payload.of(answer)));
        }
        int way = Math.floorMod((courier + asked.getString("orderId")).hashCode(), WAY_CENTS);
        answer.put("cents", cents + way).put("minutes", minutes);
        return Future.succeededFuture(question.reply("couriers.Quote", Payload.of(answer)));
    }
}
