package dev.busway.bus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
    @Test
    void a_node_is_alone_unless_told_otherwise() {
        assertThat(ClusterOptions.from(Section.empty("cluster"))).isEmpty();
    }

    @Test
    void an_enabled_cluster_is_on_loopback_unless_told_otherwise() {
        var cluster = new Section("cluster", Map.of("enabled", true, "members", List.of("127.0.0.1:5702")));

        assertThat(ClusterOptions.from(cluster))
                .contains(new ClusterOptions("busway", "127.0.0.1", 5701, 0, List.of("127.0.0.1:5702")));
    }

    @Test
    void a_member_without_a_port_is_refused() {
        var cluster = new Section("cluster", Map.of("enabled", true, "members", List.of("10.0.0.7")));

        assertThatThrownBy(() -> ClusterOptions.from(cluster))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cluster.members must be a list of host:port, was 10.0.0.7");
    }
}
