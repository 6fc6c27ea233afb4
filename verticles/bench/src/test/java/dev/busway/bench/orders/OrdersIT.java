package dev.busway.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node, everything real, through the door. */
final class OrdersIT {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Set<String> ENDED = Set.of("finished", "refused");
    private static ExampleNode node;

    @BeforeAll
    static void start() throws Exception {
        node = ExampleNode.start();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void an_order_is_accepted_first_and_finished_by_its_saga() throws Exception {
        HttpResponse<String> accepted = place(order("o-good", "c-42", "r-1", 2));

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location")).hasValue("/operations/o-good");
        assertThat(end("o-good"))
                .isEqualTo(new JsonObject().put("orderId", "o-good").put("state", "approved"));
        assertThat(steps("o-good"))
                .containsExactly("created", "consumer-verified", "ticket-accepted", "courier-assigned", "approved");
        assertThat(node.answer("/orders/o-good").getInteger("totalCents")).isEqualTo(2 * 1234);
    }

    @Test
    void the_same_key_twice_is_one_order_and_one_answer() throws Exception {
        JsonObject order = order("o-twice", "c-42", "r-2", 1);
        place(order);
        JsonObject first = end("o-twice");

        HttpResponse<String> again = place(order);

        assertThat(again.statusCode()).isBetween(200, 202);
        assertThat(end("o-twice")).isEqualTo(first);
        assertThat(steps("o-twice")).doesNotHaveDuplicates();
        assertThat(node.count("select count(*) from kitchen_tickets where order_id = ?", "o-twice"))
                .isEqualTo(1);
        awaitNotified("o-twice");
    }

    @Test
    void the_same_key_with_another_body_is_a_conflict() throws Exception {
        place(order("o-other", "c-42", "r-1", 1));

        HttpResponse<String> other = place(order("o-other", "c-42", "r-1", 2));

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(other.body()).getString("code")).isEqualTo("BW-CONFLICT");
    }

    @Test
    void the_same_order_by_another_key_is_refused_and_the_first_stays() throws Exception {
        JsonObject order = order("o-claimed", "c-42", "r-1", 1);
        place(order);
        end("o-claimed");

        node.post("/orders", order, "Idempotency-Key", "somebody-else");

        assertThat(operation("somebody-else").getString("state")).isEqualTo("refused");
        assertThat(steps("o-claimed")).containsOnlyOnce("created");
    }

    @Test
    void nonsense_is_refused_at_the_door_with_its_place() throws Exception {
        HttpResponse<String> refused = place(order("o-bad", "c-42", "r-1", 0));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(refused.body())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/items/0/quantity");
    }

    @Test
    void an_order_that_is_not_there_is_not_found() throws Exception {
        assertThat(node.get("/orders/o-nobody").getString("code")).isEqualTo("BW-NOT-FOUND");
    }

    @Test
    void a_consumer_who_is_not_verified_is_rejected_with_the_reason() throws Exception {
        place(order("o-unverified", "c-01", "r-1", 1));

        assertThat(end("o-unverified").getString("reason")).contains("c-01 is not verified");
        assertThat(steps("o-unverified")).containsExactly("created", "rejected");
        awaitNotified("o-unverified");
    }

    @Test
    void what_the_kitchen_cannot_make_is_rejected_by_its_answer() throws Exception {
        JsonObject order = order("o-much", "c-42", "r-1", 20);
        order.getJsonArray("items")
                .add(new JsonObject().put("menuItemId", "m-2").put("quantity", 20));
        place(order);

        assertThat(end("o-much").getString("reason")).contains("at most 30 portions");
        assertThat(steps("o-much")).containsExactly("created", "consumer-verified", "rejected");
    }

    @Test
    void an_order_that_nobody_delivers_gives_its_ticket_back() throws Exception {
        place(order("o-far", "c-42", "r-3", 1));

        assertThat(end("o-far").getString("state")).isEqualTo("rejected");
        assertThat(steps("o-far")).containsExactly("created", "consumer-verified", "ticket-accepted", "rejected");
        await().atMost(LONGEST)
                .until(() -> node.count(
                                "select count(*) from kitchen_tickets where order_id = ? and state = 'cancelled'",
                                "o-far")
                        == 1);
    }

    @Test
    void a_dish_that_is_not_on_the_menu_is_rejected_at_once() throws Exception {
        JsonObject order = order("o-dish", "c-42", "r-1", 1);
        order.getJsonArray("items").getJsonObject(0).put("menuItemId", "m-99");
        place(order);

        assertThat(end("o-dish").getString("reason")).contains("does not offer m-99");
    }

    private static JsonObject order(String orderId, String consumerId, String restaurantId, int quantity) {
        return new JsonObject()
                .put("orderId", orderId)
                .put("consumerId", consumerId)
                .put("restaurantId", restaurantId)
                .put(
                        "items",
                        new JsonArray()
                                .add(new JsonObject().put("menuItemId", "m-1").put("quantity", quantity)));
    }

    private static HttpResponse<String> place(JsonObject order) throws Exception {
        return node.post("/orders", order, "Idempotency-Key", order.getString("orderId"), "Prefer", "respond-async");
    }

    /** The operation once it is finished. */
    private static JsonObject operation(String id) throws Exception {
        return await().atMost(LONGEST)
                .until(
                        () -> node.get("/operations/" + id, "Prefer", "wait=30"),
                        operation -> ENDED.contains(operation.getString("state", "")));
    }

    /** What the operation's reply says. */
    private static JsonObject end(String orderId) throws Exception {
        JsonObject operation = operation(orderId);
        assertThat(operation.getString("state")).isEqualTo("finished");
        return operation.getJsonObject("reply").getJsonObject("data");
    }

    private static List<String> steps(String orderId) throws Exception {
        return node.answer("/orders/" + orderId).getJsonArray("steps").stream()
                .map(step -> ((JsonObject) step).getString("step"))
                .toList();
    }

    private static void awaitNotified(String orderId) {
        await().atMost(LONGEST)
                .until(() -> node.count("select count(*) from notifications_sent where order_id = ?", orderId) == 1);
    }
}
