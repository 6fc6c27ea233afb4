package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.Registration;
import dev.busway.bus.Work;
import dev.busway.bus.deadletter.DeadLetterDesk;
import dev.busway.bus.deadletter.LetterFilter;
import dev.busway.bus.deadletter.Treated;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Feature;
import dev.busway.message.Message;
import dev.busway.message.Trace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transport must do that lets one look at dead letters: its box, parked sequences, and how they come back. */
public abstract class DeadLetterRules extends TransportFixture {
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        poison.clear();
        handled.clear();
    }

    @Test
    void letters_are_shown_in_their_order_and_stay() {
        String address = parked("a", 4);
        DeadLetterBox box = box(address);

        assertThat(names(box)).containsExactly("a0", "a1", "a2", "a3");
        assertThat(names(box)).containsExactly("a0", "a1", "a2", "a3");
        List<DeadLetter> some = new ArrayList<>();
        await(box.browse(letter -> {
            some.add(letter);
            return some.size() < 2;
        }));
        assertThat(some).hasSize(2);
        assertThat(names(box)).containsExactly("a0", "a1", "a2", "a3");
    }

    @Test
    void a_letter_is_the_message_as_it_was_with_its_history() {
        String address = keyed();
        poison.add("a0");
        handleOnTwo(address, "g", this::handle);
        Message sent = keyed("a", 0).edit().trace(Trace.start()).build();
        await(one().channel(address).send(sent));
        eventually(() -> letters(box(address)).size() == 1);

        DeadLetter letter = letters(box(address)).get(0);
        Message kept = letter.message().orElseThrow();
        assertThat(kept.id()).isEqualTo(sent.id());
        assertThat(kept.key()).contains("a");
        assertThat(kept.json()).isEqualTo(sent.json());
        assertThat(kept.extensions()).isEmpty();
        assertThat(kept.trace().orElseThrow().traceHigh())
                .isEqualTo(sent.trace().orElseThrow().traceHigh());
        assertThat(letter.channel()).isEqualTo(address);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.reason()).contains("poison");
    }

    @Test
    void a_removed_letter_is_seen_no_more_by_anybody() {
        String address = parked("a", 3);
        String second = letters(box(address)).get(1).id();

        await(box(address).remove(List.of(second, "nobody-has-this")));

        assertThat(names(box(address))).containsExactly("a0", "a2");
        assertThat(names(two().channel(address).deadLetters().orElseThrow())).containsExactly("a0", "a2");
    }

    @Test
    void what_comes_behind_poison_is_parked_and_other_keys_flow() {
        String address = parked("a", 3);

        send(address, "b", 0, 2);

        eventually(() -> handled.contains("b1"));
        assertThat(handled.stream().distinct()).containsExactly("a0", "b0", "b1");
        List<DeadLetter> letters = letters(box(address));
        assertThat(letters.get(0).behind()).isEmpty();
        assertThat(letters.get(2).behind()).contains(letters.get(0).id());
        assertThat(letters.get(2).attempts()).isZero();
    }

    @Test
    void a_parked_sequence_comes_back_in_order_before_what_comes_meanwhile() {
        String address = parked("a", 5);
        poison.clear();
        handled.clear();

        Treated treated = await(new DeadLetterDesk(one()).replay(ofKey(address, "a")));
        send(address, "a", 5, 20);

        eventually(() -> handled.size() >= 20);
        assertThat(treated.done()).hasSize(5);
        assertThat(handled)
                .isEqualTo(IntStream.range(0, 20).mapToObj(n -> "a" + n).toList());
        assertThat(letters(box(address))).isEmpty();
    }

    @Test
    void a_dry_run_changes_nothing() {
        String address = parked("a", 2);
        DeadLetterDesk desk = new DeadLetterDesk(one());

        assertThat(await(desk.wouldReplay(ofKey(address, "a"))).done()).hasSize(2);
        assertThat(await(desk.wouldDrop(ofKey(address, "a"))).done()).hasSize(2);

        assertThat(names(box(address))).containsExactly("a0", "a1");
    }

    @Test
    void a_dropped_sequence_frees_its_key() {
        String address = parked("a", 2);

        await(new DeadLetterDesk(one()).drop(ofKey(address, "a")));

        eventually(() -> {
            send(address, "a", 7, 8);
            return handled.contains("a7");
        });
    }

    @Test
    void a_node_that_takes_over_knows_which_keys_are_parked() {
        assumeLetters();
        String address = keyed();
        poison.add("a0");
        Registration first = handleOnTwo(address, "g", this::handle);
        send(address, "a", 0, 2);
        eventually(() -> letters(box(address)).size() == 2);
        await(first.unregister());
        poison.clear();
        handled.clear();

        handleOnOne(address, "g", this::handle);
        send(address, "a", 2, 3);
        send(address, "b", 0, 1);

        eventually(() -> letters(box(address)).size() == 3 && handled.contains("b0"));
        assertThat(handled).containsExactly("b0");
        assertThat(names(box(address))).containsExactly("a0", "a1", "a2");
    }

    @Test
    void a_letter_without_a_key_comes_back_to_the_group_that_failed_alone() {
        assumeLetters();
        String address = address();
        given(publishSubscribe(address).deadLetter(address + ".dead").build());
        List<String> others = new CopyOnWriteArrayList<>();
        poison.add("0");
        handleOnOne(address, "fails", this::handle);
        handleOnTwo(address, "other", (message, work) -> Future.succeededFuture(others.add(name(message))));
        await(one().channel(address).publish(message(0)));
        eventually(() -> letters(box(address)).size() == 1 && others.size() == 1);
        poison.clear();
        handled.clear();

        await(new DeadLetterDesk(one())
                .replay(LetterFilter.of(Set.of(letters(box(address)).get(0).id()))));
        eventually(() -> handled.size() == 1);
        await(one().channel(address).publish(message(1)));

        eventually(() -> others.contains("1") && handled.contains("1"));
        assertThat(others).containsExactly("0", "1");
        assertThat(letters(box(address))).isEmpty();
    }

    private void assumeLetters() {
        assumeTrue(features().has(Feature.PARKING), "the transport shows no dead letters");
    }

    /** A channel that keeps order per key, with its dead letters. */
    private String keyed() {
        assumeLetters();
        String address = address();
        given(pointToPoint(address).key("/key").deadLetter(address + ".dead").build());
        return address;
    }

    /** A channel whose first message of a key is poison, with this many letters. */
    private String parked(String key, int letters) {
        String address = keyed();
        poison.add(key + 0);
        handleOnTwo(address, "g", this::handle);
        send(address, key, 0, letters);
        eventually(() -> letters(box(address)).size() == letters);
        return address;
    }

    private void send(String address, String key, int from, int to) {
        for (int n = from; n < to; n++) {
            await(one().channel(address).send(keyed(key, n)));
        }
    }

    private Future<?> handle(Message message, Work work) {
        handled.add(name(message));
        if (poison.contains(name(message))) {
            throw new IllegalStateException("poison");
        }
        return Future.succeededFuture();
    }

    private DeadLetterBox box(String address) {
        return one().channel(address).deadLetters().orElseThrow();
    }

    private static LetterFilter ofKey(String address, String key) {
        return new LetterFilter(Set.of(), Optional.of(address), Optional.empty(), Optional.of(key), Optional.empty());
    }

    private static Message keyed(String key, int number) {
        return Message.of("rule.Keyed", new JsonObject().put("key", key).put("number", number));
    }

    private static String name(Message message) {
        return message.key().orElse("") + message.json().getInteger("number");
    }

    private static List<DeadLetter> letters(DeadLetterBox box) {
        List<DeadLetter> all = new CopyOnWriteArrayList<>();
        await(box.browse(all::add));
        return all;
    }

    private static List<String> names(DeadLetterBox box) {
        return letters(box).stream()
                .map(letter -> name(letter.message().orElseThrow()))
                .toList();
    }
}
