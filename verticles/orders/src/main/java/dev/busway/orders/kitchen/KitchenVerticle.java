package dev.busway.orders.kitchen;

import dev.busway.bus.Bus;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** The Kitchen service: each ticket is written down once and answered by a message on the channel that it names. */
public final class KitchenVerticle extends VerticleBase {
    /** More portions than this are more than the kitchen makes for one order. */
    private static final int MOST_PORTIONS = 30;

    private static final int FIRST_MINUTES = 10;

    private static final String ACCEPT =
            "insert into kitchen_tickets (order_id, state, ready_in_minutes, node) values ($1, 'accepted', $2, $3)";
    private static final String CANCEL = "update kitchen_tickets set state = 'cancelled' where order_id = $1";

    private String node = "";

    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        node = bus.node();
        return bus.channel("kitchen.tickets").handle("kitchen", this::ticket);
    }

    private Future<?> ticket(Message ticket, Work work) {
        JsonObject asked = ticket.json();
        String orderId = asked.getString("orderId");
        if (ticket.type().equals("kitchen.CancelTicket")) {
            return work.sql().preparedQuery(CANCEL).execute(Tuple.of(orderId));
        }
        int portions = asked.getJsonArray("items").stream()
                .mapToInt(item -> ((JsonObject) item).getInteger("quantity"))
                .sum();
        JsonObject answer = new JsonObject().put("orderId", orderId);
        if (portions > MOST_PORTIONS) {
            answer.put("reason", "The kitchen makes at most " + MOST_PORTIONS + " portions for one order.");
            return Future.succeededFuture(ticket.reply("kitchen.TicketRefused", Payload.of(answer)));
        }
        int minutes = FIRST_MINUTES + portions;
        answer.put("readyInMinutes", minutes);
        return work.sql()
                .preparedQuery(ACCEPT)
                .execute(Tuple.of(orderId, minutes, node))
                .map(done -> ticket.reply("kitchen.TicketAccepted", Payload.of(answer)));
    }
}
