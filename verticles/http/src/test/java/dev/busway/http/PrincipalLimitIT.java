package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one caller may have of an operation at once, by whichever door it comes. */
class PrincipalLimitIT {
    private final Promise<Object> gate = Promise.promise();
    private final Promise<Object> entered = Promise.promise();
    private final OpenDoor door = OpenDoor.of("http/limits.yaml").handling("limits.shared", (asked, work) -> {
        entered.tryComplete();
        return gate.future().map(asked.reply(asked.payload()));
    });

    @AfterEach
    void close() {
        gate.tryComplete();
        door.close();
    }

    @Test
    void a_caller_with_as_many_as_it_may_is_refused_whatever_it_says_of_itself_until_one_ends() throws Exception {
        CompletableFuture<HttpResponse<String>> first = HttpClient.newHttpClient()
                .sendAsync(
                        door.request("/channels/limits.shared", "content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());
        OpenDoor.await(entered.future());

        HttpResponse<String> refused = door.postJson("/channels/limits.shared", "{}", "X-Forwarded-For", "192.0.2.1");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("BW-BUSY");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        gate.complete();
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(door.postJson("/channels/limits.shared", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void its_sockets_and_requests_count_together_and_the_nodes_own_code_does_not() {
        try (SocketClient socket = new SocketClient(door)) {
            socket.send("{\"type\":\"send\",\"address\":\"limits.shared\",\"replyAddress\":\"r-1\",\"body\":{}}");
            OpenDoor.await(entered.future());

            assertThat(door.postJson("/channels/limits.shared", "{}").statusCode())
                    .isEqualTo(429);
            Future<Message> own = door.bus.channel("limits.shared").request(Message.of("limits.Anything", "x"));
            gate.complete();

            assertThat(OpenDoor.await(own).tree().asText()).isEqualTo("x");
            assertThat(socket.next().getString("address")).isEqualTo("r-1");
        }
    }
}
