package dev.busway.bus.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredVertxIT {
    @Test
    void two_members_that_name_each_other_share_one_event_bus() throws Exception {
        int first = freePort();
        int second = freePort();
        List<String> members = List.of("127.0.0.1:" + first, "127.0.0.1:" + second);
        Vertx one = get(ClusteredVertx.open(new VertxOptions(), ClusterOptions.loopback(first, members)));
        Vertx two = get(ClusteredVertx.open(new VertxOptions(), ClusterOptions.loopback(second, members)));
        try {
            get(one.eventBus()
                    .<String>consumer("echo", message -> message.reply(message.body()))
                    .completion());

            String answer = get(two.eventBus().<String>request("echo", "hello").map(Message::body));

            assertThat(answer).isEqualTo("hello");
        } finally {
            get(Future.join(one.close(), two.close()));
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
