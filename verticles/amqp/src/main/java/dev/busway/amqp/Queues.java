package dev.busway.amqp;

import dev.busway.amqp.Layout.Order;
import dev.busway.amqp.Layout.Routing;
import dev.busway.bus.ProblemException;
import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that addresses and queues exist as contracts declare them. Safe on any thread. */
final class Queues {
    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);
    private static final int FOR_EVER = -1;

    private final Management management;
    private final AmqpSettings settings;

    Queues(Management management, AmqpSettings settings) {
        this.management = management;
        this.settings = settings;
    }

    /** Makes what senders need: an anycast address with its queues, so that what comes before anybody reads is kept; or the address. */
    Future<Void> ensure(Layout layout) {
        return Future.all(layout.addresses().stream()
                        .map(address -> layout.routing() == Routing.ANYCAST
                                ? queue(address, address, layout)
                                : address(address, Routing.MULTICAST))
                        .toList())
                .mapEmpty();
    }

    /** Makes what a group reads. */
    Future<Void> ensure(Layout layout, String group) {
        return layout.routing() == Routing.ANYCAST
                ? Future.succeededFuture()
                : Future.all(layout.addresses().stream()
                                .map(address -> queue(address, layout.queue(address, group), layout))
                                .toList())
                        .mapEmpty();
    }

    /** How many read a queue, this node among them. */
    Future<Integer> readers(String queue) {
        return found("listQueues", queue)
                .map(found -> found == null ? 0 : Integer.parseInt(found.getString("consumerCount", "0")));
    }

    /** How many messages are in a queue, those that are read but not acknowledged among them. */
    Future<Long> depth(String queue) {
        return found("listQueues", queue)
                .map(found -> found == null ? 0L : Long.parseLong(found.getString("messageCount", "0")));
    }

    /**
     * Makes an address where there is none. One of another routing is refused: of an address of both, Artemis gives a message to the
     * queues of one.
     */
    Future<Void> address(String address, Routing routing) {
        if (settings.queueCreation() == AmqpSettings.QueueCreation.FORBIDDEN) {
            return Future.succeededFuture();
        }
        return routings(address)
                .compose(there -> there.isEmpty()
                        ? management.call("createAddress", address, routing.name())
                        : same(address, routing, there))
                // Two nodes may make the same thing at the same time.
                .recover(failed -> routings(address)
                        .compose(
                                there -> there.isEmpty() ? Future.failedFuture(failed) : same(address, routing, there)))
                .recover(failed -> refused("address " + address, failed))
                .mapEmpty();
    }

    /** The routings of an address, as {@code ANYCAST}; empty where it does not exist. */
    Future<String> routings(String address) {
        return found("listAddresses", address)
                .map(found ->
                        found == null ? "" : found.getString("routingTypes", "").replaceAll("[^A-Z,]", ""));
    }

    private static Future<String> same(String address, Routing routing, String there) {
        return there.equals(routing.name())
                ? Future.succeededFuture(there)
                : Future.failedFuture(
                        new ConfigException(
                                "The address " + address + " is " + there
                                        + " at the broker, its channel needs " + routing
                                        + ". Mend: remove it while nothing waits there: it is made again; or change the channel's kind."));
    }

    private Future<Void> queue(String address, String queue, Layout layout) {
        if (settings.queueCreation() == AmqpSettings.QueueCreation.FORBIDDEN) {
            return Future.succeededFuture();
        }
        return found("listQueues", queue)
                .compose(found -> found == null ? created(address, queue, layout) : check(queue, layout, found))
                .compose(there -> unlimited(queue))
                .recover(failed -> refused("queue " + queue, failed));
    }

    private Future<Void> created(String address, String queue, Layout layout) {
        JsonObject wanted = new JsonObject()
                .put("name", queue)
                .put("address", address)
                .put("routing-type", layout.routing().name())
                .put("durable", true)
                .put("exclusive", layout.order() == Order.PER_KEY)
                .put("max-consumers", FOR_EVER)
                .put("auto-delete", false)
                .put("purge-on-no-consumers", false)
                .put("auto-create-address", false);
        return address(address, layout.routing())
                .compose(there -> management.call("createQueue", wanted.encode(), true))
                .onSuccess(done -> LOG.atInfo().addKeyValue("queue", queue).log("queue created"))
                .mapEmpty();
    }

    private static Future<Void> check(String queue, Layout layout, JsonObject found) {
        boolean exclusive = Boolean.parseBoolean(found.getString("exclusive"));
        if (layout.order() == Order.PER_KEY && !exclusive) {
            return Future.failedFuture(new ConfigException("The queue " + queue
                    + " is not exclusive, so the order of its channel's keys would not be kept. Mend: set exclusive on the queue,"
                    + " or remove it while it is empty: it is made again."));
        }
        if (!layout.routing().name().equals(found.getString("routingType"))) {
            return Future.failedFuture(new ConfigException("The queue " + queue + " is "
                    + found.getString("routingType") + ", its channel needs " + layout.routing()
                    + ". Mend: remove it while it is empty: it is made again; or change the channel's kind."));
        }
        return Future.succeededFuture();
    }

    /** By default Artemis drops, or moves away, what has been delivered ten times: giving up is ours. */
    private Future<Void> unlimited(String queue) {
        String address = queue.contains("@") ? queue.substring(0, queue.indexOf('@')) : queue;
        return management.call("getAddressSettingsAsJSON", address).compose(text -> {
            JsonObject known = text.isEmpty() ? new JsonObject() : new JsonObject(text);
            return known.getInteger("maxDeliveryAttempts", 0) == FOR_EVER
                    ? Future.succeededFuture()
                    : management
                            .call(
                                    "addAddressSettings",
                                    address,
                                    known.put("maxDeliveryAttempts", FOR_EVER).encode())
                            .mapEmpty();
        });
    }

    /** The one thing of this name; empty where there is none. */
    private Future<JsonObject> found(String list, String name) {
        String exactly = new JsonObject()
                .put("field", "name")
                .put("operation", "EQUALS")
                .put("value", name)
                .encode();
        return management.call(list, exactly, 1, 1).map(text -> {
            JsonArray data = new JsonObject(text).getJsonArray("data", new JsonArray());
            return data.isEmpty() ? null : data.getJsonObject(0);
        });
    }

    static <T> Future<T> refused(String what, Throwable failed) {
        return Future.failedFuture(
                failed instanceof ConfigException || failed instanceof ProblemException
                        ? failed
                        : new ConfigException("The " + what + " cannot be made: " + Refusals.text(failed)
                                + ". Mend: give amqp.user the right to manage, or make it by hand and set"
                                + " amqp.createQueues: false."));
    }
}
