package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Channel;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Effectively once with PostgreSQL alone: outbox, event bus, inbox; nodes are killed meanwhile. */
class BrokerlessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KEYS = 24;
    private static final int PER_KEY = 20;

    @Test
    void a_killed_node_loses_nothing_doubles_nothing_and_breaks_no_order() throws Exception {
        TestPostgres database = TestPostgres.freshDatabase();
        int[] ports = freePorts();
        int here = ports[0];
        int there = ports[1];
        try (BrokerlessNode node = new BrokerlessNode("parent", database, here, there)) {
            node.sql("create table public.book (seq bigserial primary key, node text, key text, number int)");
            // The child comes first, so that it collects the mail, and its death is the harder one.
            Process child = BrokerlessNode.child(database, there, here);
            try {
                node.takeOrders();
                Future<?> sent = load(node.bus.channel("orders"));
                Awaitility.await().atMost(PATIENCE).until(() -> writtenBy(node, "child") >= PER_KEY);
                child.destroyForcibly();
                BrokerlessNode.await(sent);

                Awaitility.await().atMost(PATIENCE).until(() -> written(node) >= KEYS * PER_KEY);
                books(node);
            } finally {
                child.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Those of a key one after the other. */
    private static Future<?> load(Channel orders) {
        List<Future<Void>> all = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            all.add(next(orders, "k" + key, 0));
        }
        return Future.all(all);
    }

    private static Future<Void> next(Channel orders, String key, int number) {
        return number == PER_KEY
                ? Future.succeededFuture()
                : orders.send(Message.of(
                                "Order", new JsonObject().put("key", key).put("number", number)))
                        .compose(sent -> next(orders, key, number + 1));
    }

    private static long written(BrokerlessNode node) {
        return node.sql("select count(*) from public.book").iterator().next().getLong(0);
    }

    private static long writtenBy(BrokerlessNode node, String name) {
        return node.sql("select count(*) from public.book where node = '" + name + "'")
                .iterator()
                .next()
                .getLong(0);
    }

    private static void books(BrokerlessNode node) {
        Map<String, List<Integer>> byKey = new HashMap<>();
        Map<String, Integer> byNode = new HashMap<>();
        for (Row row : node.sql("select node, key, number from public.book order by seq")) {
            byKey.computeIfAbsent(row.getString("key"), first -> new ArrayList<>())
                    .add(row.getInteger("number"));
            byNode.merge(row.getString("node"), 1, Integer::sum);
        }
        assertThat(byNode).as("both had a share").containsKeys("parent", "child");
        assertThat(byKey).hasSize(KEYS);
        assertThat(byKey.values()).allSatisfy(numbers -> assertThat(numbers)
                .hasSize(PER_KEY)
                .doesNotHaveDuplicates()
                .isSorted());
        assertThat(node.sql("select from busway.mail where channel = 'orders.dead'")
                        .size())
                .isZero();
    }

    /** Two different ones. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }
}
