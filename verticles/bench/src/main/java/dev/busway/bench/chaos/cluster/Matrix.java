package dev.busway.bench.chaos.cluster;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Asks every live node for every live address, and what it knows of others. Blocks. */
final class Matrix {
    /** Messages to each address that several nodes take: a dead one among them gets its share. */
    private static final int TRIES = 8;

    private final Field field;
    private final Books books;
    private final AtomicLong number = new AtomicLong();

    Matrix(Field field, Books books) {
        this.field = field;
        this.books = books;
    }

    /** @param live nodes that should reach each other, and nobody else */
    Look look(Collection<Integer> live) {
        List<CompletableFuture<Call>> calls = new ArrayList<>();
        Map<Integer, CompletableFuture<Call>> views = new LinkedHashMap<>();
        for (int door : live) {
            live.forEach(target -> calls.add(call(door, Cells.of(target))));
            live.stream().map(Cells::shared).distinct().forEach(shared -> {
                for (int i = 0; i < TRIES; i++) {
                    calls.add(call(door, shared));
                }
            });
            calls.add(call(door, Cells.ALL));
            views.put(door, call(door, Cells.VIEW));
        }
        List<String> unreachable = new ArrayList<>();
        for (CompletableFuture<Call> one : calls) {
            Call call = one.join();
            books.ended(call);
            if (!call.succeeded()) {
                unreachable.add(Cells.node(call.door()) + " -> " + call.address() + ": " + why(call));
            }
        }
        Map<Integer, JsonObject> known = new LinkedHashMap<>();
        views.forEach((door, view) -> {
            if (view.join().succeeded()) {
                known.put(door, view.join().said());
            } else {
                unreachable.add(Cells.node(door) + " says nothing: " + why(view.join()));
            }
        });
        return compare(known, unreachable);
    }

    /** What each node knows of others, beside what each says of itself. */
    static Look compare(Map<Integer, JsonObject> views, List<String> unreachable) {
        Set<String> live =
                views.values().stream().map(view -> view.getString("self")).collect(Collectors.toSet());
        Set<String> names = views.keySet().stream().map(Cells::node).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>(unreachable);
        List<String> ghosts = new ArrayList<>();
        views.forEach((door, view) -> {
            for (String book : List.of("members", "registrations", "groups")) {
                compare(door, book, view, live, missing, ghosts);
            }
            compare(door, "services", view, names, missing, ghosts);
        });
        return new Look(missing, ghosts);
    }

    private static void compare(
            int door, String book, JsonObject view, Set<String> live, List<String> missing, List<String> ghosts) {
        Set<String> known =
                view.getJsonArray(book).stream().map(String::valueOf).collect(Collectors.toSet());
        known.stream()
                .filter(one -> !live.contains(one))
                .forEach(one -> ghosts.add(Cells.node(door) + " has " + one + " among its " + book));
        live.stream()
                .filter(one -> !known.contains(one))
                .forEach(one -> missing.add(Cells.node(door) + " has no " + one + " among its " + book));
    }

    private static String why(Call call) {
        return call.end() == Call.End.REFUSED
                ? call.said().getString("code") + " " + call.said().getString("detail", "")
                : call.end().toString();
    }

    private CompletableFuture<Call> call(int door, String address) {
        String id = "look-" + number.incrementAndGet();
        if (!address.equals(Cells.VIEW)) {
            books.begun(id);
        }
        return Call.make(field.client(), field.url(door), door, address, id);
    }
}
