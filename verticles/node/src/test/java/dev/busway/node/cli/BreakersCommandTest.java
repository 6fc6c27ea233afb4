package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakersCommandTest extends AgainstFakeNode {
    private int breakers(String... words) {
        return say("breakers", words);
    }

    @Test
    void the_list_tells_what_each_circuit_sees_and_who_holds_it() {
        answer = """
                {"node": "n1", "breakers": [
                  {"name": "a@x", "state": "open", "mode": "auto", "calls": 20, "failed": 12, "slow": 1, "leftMillis": 4200,
                   "seen": {"refused": 7}},
                  {"name": "b@y", "state": "open", "mode": "open", "calls": 0, "failed": 0, "slow": 0, "leftMillis": 5000,
                   "seen": {"refused": 0}, "hand": {"by": "ann at 127.0.0.1", "reason": "the disk is full"}}]}
                """;
        assertThat(breakers("list")).isZero();

        assertThat(asked).containsExactly("GET /admin/breakers ");
        assertThat(out.toString().lines())
                .containsExactly(
                        "a@x  open  calls=20 failed=12 slow=1 refused=7  for 4200 ms",
                        "b@y  open  calls=0 failed=0 slow=0 refused=0  held by ann at 127.0.0.1: the disk is full");
    }

    @Test
    void a_node_without_breakers_says_so() {
        answer = "{\"node\": \"n1\", \"breakers\": []}";

        assertThat(breakers("list")).isZero();
        assertThat(err.toString()).contains("no operation");
    }

    @Test
    void a_decision_names_the_circuit_the_state_and_the_reason() {
        assertThat(breakers("open", "a@x/desk", "--reason", "the disk is full")).isZero();
        assertThat(breakers("close", "a@x")).isZero();
        assertThat(breakers("auto", "a@x")).isZero();

        assertThat(asked.get(0))
                .startsWith(
                        "POST /admin/breakers/a%40x%2Fdesk {\"state\":\"open\",\"reason\":\"the disk is full\",\"by\":");
        assertThat(asked.get(1)).contains("\"state\":\"closed\"");
        assertThat(asked.get(2)).contains("\"state\":\"auto\"");
    }

    @Test
    void a_circuit_that_is_not_there_fails_the_command() {
        status = 404;
        answer = "{\"code\":\"BW-NOT-FOUND\",\"detail\":\"This node has no circuit a@x.\"}";

        assertThat(breakers("open", "a@x")).isEqualTo(1);
        assertThat(err.toString()).contains("no circuit");
    }

    @Test
    void programs_get_the_nodes_own_words() {
        answer = "{\"node\":\"n1\",\"breakers\":[]}";

        assertThat(breakers("list", "--json")).isZero();
        assertThat(out.toString().trim()).isEqualTo(answer);
    }
}
