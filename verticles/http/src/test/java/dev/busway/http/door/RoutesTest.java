package dev.busway.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutesTest {
    @Test
    void a_literal_wins_over_a_parameter() {
        Routes routes = routes("/orders/{orderId}", "/orders/open", "/orders/{orderId}/lines/{line}");

        assertThat(pattern(routes, "/orders/open")).isEqualTo("/orders/open");
        assertThat(pattern(routes, "/orders/o-1")).isEqualTo("/orders/{orderId}");
        assertThat(pattern(routes, "/orders/open/lines/2")).isEqualTo("/orders/{orderId}/lines/{line}");
    }

    @Test
    void parameters_come_decoded_and_in_their_order() {
        Routes.Found found = find(routes("/a/{x}/{y}"), "/a/1%2F2/%C3%A4+b");

        assertThat(found.values()).isEqualTo(List.of("1/2", "ä+b"));
    }

    @Test
    void nothing_is_found_beside_the_paths() {
        Routes routes = routes("/orders/{orderId}");

        for (String path :
                List.of("/", "/orders", "/orders/", "/orders/a/b", "//orders/a", "orders/a", "", "/orders/a/")) {
            assertThat(routes.find(HttpMethod.GET, path)).as(path).isNull();
        }
    }

    @Test
    void a_path_with_wrong_encoding_is_taken_as_it_is() {
        assertThat(find(routes("/a/{x}"), "/a/%zz").values()).containsExactly("%zz");
    }

    @Test
    void a_wrong_method_is_told_the_right_ones() {
        Routes routes = routes("/a");
        routes.add(HttpMethod.POST, "/a", Intake.COUNTED, exchange -> {});

        Routes.Found found = Objects.requireNonNull(routes.find(HttpMethod.PUT, "/a"));

        assertThat(found.route()).isNull();
        assertThat(found.allow()).isEqualTo("GET, POST");
    }

    @Test
    void head_is_answered_where_get_is() {
        assertThat(Objects.requireNonNull(routes("/a").find(HttpMethod.HEAD, "/a"))
                        .route())
                .isNotNull();
    }

    @Test
    void two_routes_of_one_shape_are_refused() {
        assertThatThrownBy(() -> routes("/orders/{id}", "/orders/{orderId}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/orders/{orderId}")
                .hasMessageContaining("/orders/{id}");
    }

    private static Routes routes(String... patterns) {
        Routes routes = new Routes();
        for (String pattern : patterns) {
            routes.add(HttpMethod.GET, pattern, Intake.COUNTED, exchange -> {});
        }
        return routes;
    }

    private static Routes.Found find(Routes routes, String path) {
        return Objects.requireNonNull(routes.find(HttpMethod.GET, path));
    }

    private static String pattern(Routes routes, String path) {
        return Objects.requireNonNull(find(routes, path).route()).pattern();
    }
}
