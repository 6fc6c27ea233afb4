package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service behind the door is told, and what not. */
class ProxyHeadersIT {
    private ProxyDoor proxy = new ProxyDoor();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void what_concerns_one_connection_alone_is_not_passed_on() throws IOException {
        JsonObject seen = seen("""
                connection: close
                connection: X-Secret
                x-secret: s
                keep-alive: timeout=5
                te: trailers
                proxy-authorization: Basic x
                upgrade: h2c
                x-plain: p
                """);

        assertThat(seen.getMap())
                .doesNotContainKeys(
                        "x-secret", "keep-alive", "te", "proxy-authorization", "upgrade", "expect", "connection");
        assertThat(seen.getString("x-plain")).isEqualTo("p");
    }

    @Test
    void nor_is_it_passed_back() throws IOException {
        proxy.serve("one", request -> request.response()
                .putHeader("connection", "X-Inner")
                .putHeader("x-inner", "i")
                .putHeader("keep-alive", "timeout=1")
                .putHeader("x-outer", "o")
                .end("."));
        String answer = proxy.door.raw("GET /kept/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

        assertThat(answer.toLowerCase(Locale.ROOT))
                .doesNotContain("x-inner")
                .doesNotContain("timeout=1")
                .contains("x-outer: o")
                .contains("via: 1.1 busway-test");
    }

    @Test
    void a_stranger_is_not_believed() throws IOException {
        JsonObject seen = seen("""
                x-forwarded-for: 10.9.9.9
                x-forwarded-proto: https
                x-forwarded-host: evil
                x-forwarded-port: 1
                x-real-ip: 10.9.9.9
                forwarded: for=10.9.9.9
                connection: close
                connection: X-Forwarded-For
                """);

        assertThat(seen.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.getString("x-forwarded-host")).isEqualTo("shop.example");
        assertThat(seen.getString("forwarded")).isEqualTo("for=127.0.0.1;host=\"shop.example\";proto=http");
        assertThat(seen.getMap()).doesNotContainKeys("x-forwarded-port", "x-real-ip");
        assertThat(seen.getString("via")).isEqualTo("1.1 busway-test");
        assertThat(seen.getString("host")).startsWith("127.0.0.1:");
    }

    @Test
    void ones_own_proxies_are_believed_where_a_setting_says_so() throws IOException {
        proxy.close();
        proxy = new ProxyDoor(Map.of("proxy", Map.of("trustForwarded", true)));
        JsonObject seen = seen("""
                x-forwarded-for: 10.9.9.9
                x-forwarded-proto: https
                x-forwarded-host: shop.com
                forwarded: for=10.9.9.9
                via: 1.1 nginx
                connection: close
                """);

        assertThat(seen.getString("x-forwarded-for")).isEqualTo("10.9.9.9, 127.0.0.1");
        assertThat(seen.getString("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.getString("x-forwarded-host")).isEqualTo("shop.com");
        assertThat(seen.getString("forwarded"))
                .isEqualTo("for=10.9.9.9, for=127.0.0.1;host=\"shop.example\";proto=http");
        assertThat(seen.getString("via")).isEqualTo("1.1 nginx, 1.1 busway-test");
    }

    @Test
    void what_was_stripped_is_told() throws IOException {
        proxy.serve("one", ProxyHeadersIT::tell);
        JsonObject seen = new JsonObject(proxy.door.get("/stripped/x").body());

        assertThat(seen.getString("x-forwarded-prefix")).isEqualTo("/stripped");
    }

    private JsonObject seen(String headers) throws IOException {
        proxy.serve("one", ProxyHeadersIT::tell);
        String answer = proxy.door.raw(
                "GET /kept/x HTTP/1.1\r\nhost: shop.example\r\n" + headers.replace("\n", "\r\n") + "\r\n");
        String body = answer.substring(answer.indexOf("\r\n\r\n"));
        return new JsonObject(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
    }

    private static void tell(HttpServerRequest request) {
        JsonObject seen = new JsonObject();
        request.headers().forEach(header -> seen.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        request.response().end(seen.encode());
    }
}
