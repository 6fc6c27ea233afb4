package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicasCommandTest extends AgainstFakeNode {
    private int replicas(String... words) {
        return say("replicas", words);
    }

    @Test
    void each_replica_is_a_line() {
        answer = "{\"replicas\":[" + menus("true") + "]}";

        assertThat(replicas("list")).isZero();

        assertThat(asked).containsExactly("GET /admin/replicas ");
        assertThat(out.toString().trim())
                .isEqualTo("menus  of restaurants.menus  staleness 1.5 s  faults 2  being made anew");
    }

    @Test
    void a_rebuild_names_the_replica_and_fails_when_it_is_refused() {
        answer = menus("false");
        assertThat(replicas("rebuild", "menus")).isZero();
        assertThat(asked).containsExactly("POST /admin/replicas {\"rebuild\":\"menus\"}");

        status = 409;
        answer = "{\"code\":\"BW-CONFLICT\",\"detail\":\"It is being made anew already.\"}";
        assertThat(replicas("rebuild", "menus")).isEqualTo(1);
        assertThat(err.toString()).contains("BW-CONFLICT");
    }

    private static String menus(String rebuilding) {
        return "{\"name\":\"menus\",\"channel\":\"restaurants.menus\",\"stalenessSeconds\":1.5,\"faults\":2,\"rebuilding\":"
                + rebuilding + "}";
    }
}
