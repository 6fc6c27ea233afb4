package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller says of the time that it has left bounds what is started for it. */
class TimeLeftIT {
    private final AtomicInteger handled = new AtomicInteger();
    private final OpenDoor door = OpenDoor.open().handling("door.narrow", (asked, work) -> {
        handled.incrementAndGet();
        return Future.succeededFuture(asked.reply(new JsonObject().put("deadline", asked.deadlineMillis())));
    });

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void the_time_that_is_left_is_the_handlers_deadline() {
        long before = System.currentTimeMillis();
        long deadline = deadline("20000");

        assertThat(deadline).isBetween(before + 20_000, System.currentTimeMillis() + 20_000);
    }

    @Test
    void more_time_than_the_operation_gives_changes_nothing() {
        long before = System.currentTimeMillis();
        long deadline = deadline("600000");

        assertThat(deadline).isBetween(before + 30_000, System.currentTimeMillis() + 30_000);
    }

    @Test
    void with_no_time_left_nothing_is_started() {
        HttpResponse<String> answer = ask("0");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("BW-TIMEOUT", "no time is left");
        assertThat(handled).hasValue(0);
    }

    @Test
    void what_is_no_number_is_refused() {
        assertThat(ask("1.5s").body()).contains("BW-INVALID", "Busway-Timeout");
        assertThat(ask("-1").body()).contains("BW-INVALID");
        assertThat(ask("9999999999").body()).contains("BW-INVALID");
        assertThat(handled).hasValue(0);
    }

    @Test
    void a_frame_of_a_socket_says_it_too() {
        try (SocketClient socket = new SocketClient(door)) {
            long before = System.currentTimeMillis();
            socket.send("{\"type\":\"send\",\"address\":\"door.narrow\",\"replyAddress\":\"r-1\","
                    + "\"headers\":{\"Busway-Timeout\":\"20000\"},\"body\":{}}");
            JsonObject answer = socket.next().getJsonObject("body");

            assertThat(answer.getLong("deadline")).isBetween(before + 20_000, System.currentTimeMillis() + 20_000);
        }
    }

    private long deadline(String left) {
        return new JsonObject(ask(left).body()).getLong("deadline");
    }

    private HttpResponse<String> ask(String left) {
        return door.postJson("/channels/door.narrow", "{}", "Busway-Timeout", left);
    }
}
