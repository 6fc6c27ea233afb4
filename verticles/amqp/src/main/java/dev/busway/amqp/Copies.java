package dev.busway.amqp;

import dev.busway.amqp.Layout.Routing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Finds where copies of what comes to an address can be followed: a multicast address gives them itself, beside an anycast one stands
 * another that its messages are diverted to as well. Safe on any thread.
 */
final class Copies {
    private static final String SUFFIX = "@copies";

    private final Queues queues;
    private final Management management;
    private final AmqpSettings settings;

    Copies(Queues queues, Management management, AmqpSettings settings) {
        this.queues = queues;
        this.management = management;
        this.settings = settings;
    }

    /** The broker's addresses to follow. */
    Future<List<String>> of(Layout layout) {
        return Future.all(layout.addresses().stream()
                        .map(address -> of(address, layout.routing()))
                        .toList())
                .map(all -> all.<String>list());
    }

    private Future<String> of(String address, Routing routing) {
        if (settings.queueCreation() == AmqpSettings.QueueCreation.FORBIDDEN) {
            return Future.succeededFuture(routing == Routing.ANYCAST ? address + SUFFIX : address);
        }
        return queues.routings(address)
                .compose(there -> there.equals(Routing.ANYCAST.name())
                        ? diverted(address)
                        : queues.address(address, Routing.MULTICAST).map(address));
    }

    private Future<String> diverted(String address) {
        String copies = address + SUFFIX;
        return queues.address(copies, Routing.MULTICAST)
                .compose(there -> management.call("listDivertNames"))
                .compose(names -> new JsonArray(names).contains(copies)
                        ? Future.succeededFuture("")
                        : management.call("createDivert", divert(address, copies)))
                .recover(failed -> Queues.refused("divert " + copies, failed))
                .map(copies);
    }

    private static String divert(String address, String copies) {
        return new JsonObject()
                .put("name", copies)
                .put("routing-name", copies)
                .put("address", address)
                .put("forwarding-address", copies)
                .put("exclusive", false)
                .put("routing-type", "STRIP")
                .encode();
    }
}
