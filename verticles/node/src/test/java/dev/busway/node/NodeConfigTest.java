package dev.busway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
    private static final Path FOLDER = Path.of("/etc/busway");
    private static final List<String> WORDS = List.of("http", "kafka");

    @Test
    void an_unknown_section_names_the_nearest() {
        assertThatThrownBy(() -> config(Map.of("htpp", Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("htpp")
                .hasMessageContaining("did you mean http?");
    }

    @Test
    void an_unknown_setting_of_the_node_names_the_nearest() {
        assertThatThrownBy(() -> config(Map.of("node", Map.of("contract", "x"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("node.contract is not a setting")
                .hasMessageContaining("did you mean node.contracts?");
    }

    @Test
    void a_setting_that_no_room_reads_is_refused_once_the_rooms_are_open() {
        NodeConfig config = config(Map.of("http", Map.of("port", 1, "prot", 2)));
        config.section("http").number("port", 0, 0, 65_535);

        assertThatThrownBy(config::refuseUnknown)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.prot")
                .hasMessageContaining("did you mean http.port?");
    }

    @Test
    void a_section_of_a_room_that_is_not_opened_is_nobodys_mistake() {
        NodeConfig config = config(Map.of("kafka", Map.of("bootstrap", "x")));

        config.refuseUnknown();
        assertThat(config.has("kafka")).isTrue();
    }

    @Test
    void relative_paths_start_at_the_configuration() {
        assertThat(config(Map.of("node", Map.of("contracts", "mine"))).node().contracts())
                .isEqualTo(Path.of("/etc/busway/mine"));
    }

    @Test
    void every_setting_has_a_default() {
        NodeOptions node = config(Map.of()).node();

        assertThat(node.contracts()).isEqualTo(Path.of("/etc/busway/contracts"));
        assertThat(node.drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(node.name()).endsWith("-" + ProcessHandle.current().pid());
    }

    @Test
    void a_verticle_has_a_class_instances_and_settings() {
        Map<String, Object> verticle = Map.of("class", "a.B", "instances", 3, "config", Map.of("k", "v"));

        assertThat(config(Map.of("verticles", List.of(verticle))).verticles())
                .singleElement()
                .satisfies(read -> {
                    assertThat(read.className()).isEqualTo("a.B");
                    assertThat(read.instances()).isEqualTo(3);
                    assertThat(read.config().getString("k")).isEqualTo("v");
                });
    }

    private static NodeConfig config(Map<String, Object> values) {
        return NodeConfig.of(new Section("", values), FOLDER, WORDS);
    }
}
