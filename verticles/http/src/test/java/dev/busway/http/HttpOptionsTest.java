package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import dev.busway.http.door.LimitOptions;
import dev.busway.http.eventbus.SocketOptions;
import dev.busway.http.streams.StreamOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpOptionsTest {
    @Test
    void every_setting_has_a_default() {
        HttpOptions options = HttpOptions.from(Section.empty("http"));

        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.limits()).isEqualTo(LimitOptions.DEFAULTS);
        assertThat(options.streams()).isEqualTo(StreamOptions.DEFAULTS);
        assertThat(options.sockets()).isEqualTo(SocketOptions.DEFAULTS);
    }

    @Test
    void what_would_be_cut_by_the_idle_timeout_is_refused() {
        refused(Map.of("idleTimeout", "20s", "maxWait", "20s"), "http.maxWait");
        refused(Map.of("idleTimeout", "61s", "streams", Map.of("heartbeat", "61s")), "http.streams.heartbeat");
    }

    @Test
    void a_setting_beyond_its_bounds_is_refused_by_its_name() {
        refused(Map.of("bodyLimit", 10), "http.bodyLimit");
        refused(Map.of("sockets", Map.of("maxSockets", 0)), "http.sockets.maxSockets");
        refused(Map.of("sockets", Map.of("maxSocket", 1)), "http.sockets.maxSockets");
    }

    private static void refused(Map<String, Object> http, String name) {
        assertThatThrownBy(() -> HttpOptions.from(new Section("http", http)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name);
    }
}
