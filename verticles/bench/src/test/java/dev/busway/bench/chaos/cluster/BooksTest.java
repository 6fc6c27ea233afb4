package dev.busway.bench.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BooksTest {
    @Test
    void a_call_that_was_taken_and_one_that_was_refused_are_not_silent() {
        Books books = new Books();
        ended(books, "a", Call.End.SUCCESS);
        ended(books, "b", Call.End.REFUSED);
        ended(books, "c", Call.End.CLOSED);

        assertThat(books.silent(Set.of("a"))).isEmpty();
    }

    @Test
    void a_success_that_nobody_has_taken_is_silent() {
        Books books = new Books();
        ended(books, "a", Call.End.SUCCESS);

        assertThat(books.silent(Set.of())).singleElement().asString().contains("a was told to be delivered");
    }

    @Test
    void a_call_that_ended_in_no_word_or_has_not_ended_is_silent() {
        Books books = new Books();
        ended(books, "a", Call.End.SILENCE);
        books.begun("b");

        assertThat(books.silent(Set.of("a", "b"))).hasSize(2);
    }

    @Test
    void a_call_whose_door_was_frozen_is_excused_but_not_its_success() {
        Books books = new Books();
        books.begun("a");
        books.excused(call("a", Call.End.SILENCE));
        books.begun("b");
        books.excused(call("b", Call.End.SUCCESS));

        assertThat(books.silent(Set.of())).singleElement().asString().startsWith("b was told");
    }

    @Test
    void nodes_that_know_each_other_and_nobody_else_are_whole() {
        assertThat(Matrix.compare(views(), List.of()).isWhole()).isTrue();
    }

    @Test
    void what_is_known_of_one_who_is_not_there_is_a_ghost() {
        Map<Integer, JsonObject> views = views();
        known(views, 0, "registrations").add("dead");

        Look look = Matrix.compare(views, List.of());
        assertThat(look.ghosts()).containsExactly("node-1 has dead among its registrations");
        assertThat(look.unreachable()).isEmpty();
    }

    @Test
    void who_is_not_known_to_another_is_unreachable() {
        Map<Integer, JsonObject> views = views();
        known(views, 2, "groups").remove("id-0");

        Look look = Matrix.compare(views, List.of());
        assertThat(look.unreachable()).containsExactly("node-3 has no id-0 among its groups");
        assertThat(look.isWhole()).isFalse();
    }

    @Test
    void a_run_is_clean_only_when_nothing_at_all_was_found() {
        assertThat(verdict(0, 0, 0).isClean()).isTrue();
        assertThat(verdict(1, 0, 0).isClean()).isFalse();
        assertThat(verdict(0, 1, 0).isClean()).isFalse();
        assertThat(verdict(0, 0, 1).isClean()).isFalse();
        assertThat(verdict(0, 0, 0).json().encode())
                .isEqualTo("{\"rounds\":7,\"unreachable\":0,\"ghosts\":0,\"silent\":0,\"recoverySecondsMax\":1.5}");
    }

    private static JsonArray known(Map<Integer, JsonObject> views, int node, String book) {
        return Objects.requireNonNull(views.get(node)).getJsonArray(book);
    }

    private static ClusterVerdict verdict(int unreachable, int ghosts, int silent) {
        return new ClusterVerdict(7, unreachable, ghosts, silent, Duration.ofMillis(1_500));
    }

    private static Map<Integer, JsonObject> views() {
        Map<Integer, JsonObject> views = new LinkedHashMap<>();
        for (int node : List.of(0, 2)) {
            views.put(
                    node,
                    new JsonObject()
                            .put("self", "id-" + node)
                            .put("members", new JsonArray().add("id-0").add("id-2"))
                            .put("registrations", new JsonArray().add("id-0").add("id-2"))
                            .put("groups", new JsonArray().add("id-0").add("id-2"))
                            .put("services", new JsonArray().add("node-1").add("node-3")));
        }
        return views;
    }

    private static void ended(Books books, String id, Call.End end) {
        books.begun(id);
        books.ended(call(id, end));
    }

    private static Call call(String id, Call.End end) {
        return new Call(0, "cells.node-1", id, end, new JsonObject());
    }
}
