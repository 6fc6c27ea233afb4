package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.busway.bus.Problem;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a transport must do that keeps what was handled: a group begins again anywhere in it, and others see nothing of it. */
public abstract class ReplayRules extends LaterRules {
    private static final String MAIL = "mail";
    private static final String STOCK = "stock";
    private static final int SENT = 20;

    @Test
    void a_transport_has_a_history_where_it_says_so_and_nowhere_else() {
        String address = address();
        given(publishSubscribe(address).build());

        assertThat(one().channel(address).history().isPresent())
                .isEqualTo(features().has(Feature.REPLAY));
    }

    @Test
    void a_group_begins_again_at_the_beginning_in_order_and_another_sees_nothing_of_it() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        List<Integer> stock = takingOnTwo(address, STOCK);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));

        Rewind done = await(history(address).rewind(MAIL, new Position.Beginning()));

        assertThat(done.again()).isEqualTo(SENT);
        assertThat(done.skipped()).isZero();
        has(mail, numbers(0, SENT), numbers(0, SENT));
        publish(address, SENT, SENT + 5);
        has(mail, numbers(0, SENT), numbers(0, SENT + 5));
        has(stock, numbers(0, SENT + 5));
    }

    @Test
    void a_group_begins_again_at_an_offset() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));

        await(history(address).rewind(MAIL, new Position.Offset(SENT - 3)));

        has(mail, numbers(0, SENT), numbers(SENT - 3, SENT));
    }

    @Test
    void a_group_begins_again_at_a_time() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        publish(address, 0, SENT);
        long last = System.currentTimeMillis();
        eventually(() -> System.currentTimeMillis() > last);
        long between = System.currentTimeMillis();
        publish(address, SENT, SENT + 5);
        has(mail, numbers(0, SENT + 5));

        await(history(address).rewind(MAIL, new Position.Time(between)));

        has(mail, numbers(0, SENT + 5), numbers(SENT, SENT + 5));
    }

    @Test
    void a_position_that_is_not_reached_means_the_nearest_end() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));
        long tomorrow = System.currentTimeMillis() + 86_400_000;

        for (Position beyond :
                List.of(new Position.Offset(1_000_000), new Position.Time(tomorrow), new Position.End())) {
            assertThat(await(history(address).rewind(MAIL, beyond)).steps())
                    .extracting(Rewind.Step::to)
                    .containsExactly((long) SENT);
        }
        publish(address, SENT, SENT + 1);

        has(mail, numbers(0, SENT + 1));
    }

    @Test
    void a_new_group_begins_where_it_was_told_before_its_first_member_came() {
        String address = published();
        publish(address, 0, SENT);

        await(history(address).rewind(MAIL, new Position.Offset(SENT - 4)));

        has(taking(address, MAIL), numbers(SENT - 4, SENT));
    }

    @Test
    void a_plan_says_what_a_rewind_would_do_and_changes_nothing() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));

        eventually(
                () -> await(history(address).plan(MAIL, new Position.Offset(4))).again() == SENT - 4);
        publish(address, SENT, SENT + 5);

        has(mail, numbers(0, SENT + 5));
    }

    @Test
    void a_live_group_gets_everything_once_and_in_order_while_another_is_moved() {
        String address = published();
        List<Integer> mail = taking(address, MAIL);
        List<Integer> stock = takingOnTwo(address, STOCK);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));

        Future<Rewind> moving = history(address).rewind(MAIL, new Position.Beginning());
        int next = SENT;
        while (!moving.isComplete() || next < 3 * SENT) {
            publish(address, next, next + 1);
            next++;
        }
        await(moving);

        has(stock, numbers(0, next));
        List<Integer> last = numbers(0, next);
        eventually(() -> mail.size() >= SENT + last.size()
                && mail.subList(mail.size() - last.size(), mail.size()).equals(last));
    }

    @Test
    void a_group_with_members_that_cannot_be_told_stays_where_it_is_and_that_is_said() {
        needs(Feature.REPLAY);
        assumeFalse(node(0).vertx().isClustered(), "every member can be told here");
        String address = published();
        List<Integer> mail = takingOnTwo(address, MAIL);
        publish(address, 0, SENT);
        has(mail, numbers(0, SENT));

        Problem problem = refusal(history(address).rewind(MAIL, new Position.Beginning()));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
        publish(address, SENT, SENT + 1);
        has(mail, numbers(0, SENT + 1));
    }

    private String published() {
        needs(Feature.REPLAY);
        String address = address();
        given(publishSubscribe(address).key("/key").shards(1).build());
        return address;
    }

    private History history(String address) {
        return one().channel(address).history().orElseThrow();
    }

    private void publish(String address, int from, int to) {
        for (int n = from; n < to; n++) {
            Message message = message("k", n);
            await(one().channel(address).publish(message));
        }
    }

    private List<Integer> taking(String address, String group) {
        List<Integer> came = new CopyOnWriteArrayList<>();
        handleOnOne(address, group, (message, work) -> Future.succeededFuture(came.add(number(message))));
        return came;
    }

    private List<Integer> takingOnTwo(String address, String group) {
        List<Integer> came = new CopyOnWriteArrayList<>();
        handleOnTwo(address, group, (message, work) -> Future.succeededFuture(came.add(number(message))));
        return came;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** What came is exactly this, one list behind the other. */
    @SafeVarargs
    private static void has(List<Integer> came, List<Integer>... parts) {
        List<Integer> wanted = new ArrayList<>();
        for (List<Integer> part : parts) {
            wanted.addAll(part);
        }
        eventually(() -> came.size() >= wanted.size());
        assertThat(came).isEqualTo(wanted);
    }
}
