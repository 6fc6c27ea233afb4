package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpRouteTest {
    private static final HttpRoute ROUTE =
            new HttpRoute("POST", "/hooks/{event}", List.of("{event}${#/action}", "{event}_event"));
    private static final JsonNode OPENED = JsonNodeFactory.instance.objectNode().put("action", "opened");

    @Test
    void the_first_template_that_names_a_message_wins() {
        assertThat(type(OPENED, "issues_event", "issues$opened")).contains("issues$opened");
        assertThat(type(OPENED, "issues_event")).contains("issues_event");
        assertThat(type(OPENED, "other")).isEmpty();
    }

    @Test
    void a_template_with_nothing_to_fill_it_is_passed_over() {
        assertThat(type(MissingNode.getInstance(), "issues$", "issues$null", "issues_event"))
                .contains("issues_event");
        assertThat(type(JsonNodeFactory.instance.objectNode().putNull("action"), "issues$null"))
                .isEmpty();
    }

    @Test
    void a_route_without_types_names_none() {
        assertThat(new HttpRoute("POST", "/x", List.of()).resolveType(Map.of(), OPENED, channel("a")))
                .isEmpty();
    }

    private static Optional<String> type(JsonNode payload, String... types) {
        return ROUTE.resolveType(Map.of("event", "issues"), payload, channel(types))
                .map(MessageSpec::type);
    }

    private static ChannelSpec channel(String... types) {
        List<MessageSpec> messages = List.of(types).stream()
                .map(type -> new MessageSpec(
                        type, type, "application/json", false, PayloadValidator.ANYTHING, Optional.empty()))
                .toList();
        return new ChannelSpec(
                "c",
                "c",
                ChannelKind.POINT_TO_POINT,
                Delivery.BEST_EFFORT,
                "vertx",
                "c",
                Optional.empty(),
                1,
                Retry.DEFAULTS,
                Optional.empty(),
                ChannelSpec.Interop.FRAME,
                1,
                messages);
    }
}
