package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome.Gathered;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.Feature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Gather: a question to every group, and who replied, who refused, who was silent. */
public abstract class GatherRules extends GroupRules {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** A wait that is to end without being met; whoever answers has done so by then on a busy machine too. */
    private static final Duration SHORT = Duration.ofSeconds(4);

    @Test
    void a_gather_of_all_has_an_answer_of_every_group_and_says_whose_it_is() {
        String address = asked();
        answering(address, "a", "b", "c");

        Gathered answers = gather(address, Gather.all().within(LONG));

        assertThat(answers.replies()).hasSize(3);
        assertThat(answers.replies())
                .allMatch(reply -> reply.message().tree().asText().equals(reply.from()));
        assertThat(answers.replies()).extracting(Gathered.Reply::from).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(answers.silent()).isEmpty();
    }

    @Test
    void a_gather_of_the_first_waits_for_no_more() {
        String address = asked();
        answering(address, "a", "b");
        silent(address, "slow");

        Gathered answers = gather(address, Gather.first(2).within(LONG));

        assertThat(answers.replies()).hasSize(2);
        assertThat(answers.silent()).containsExactly("slow");
    }

    @Test
    void a_gather_of_a_quorum_is_done_with_more_than_half() {
        String address = asked();
        answering(address, "a", "b");
        silent(address, "slow");

        Gathered answers = gather(address, Gather.quorum().within(LONG));

        assertThat(answers.replies()).extracting(Gathered.Reply::from).containsExactlyInAnyOrder("a", "b");
        assertThat(answers.silent()).containsExactly("slow");
    }

    @Test
    void a_gather_until_its_deadline_takes_what_came_and_says_who_was_silent() {
        String address = asked();
        answering(address, "a");
        silent(address, "slow");

        gather(address, Gather.first(1).within(LONG)); // what a first question makes is there now
        Gathered answers = gather(address, Gather.untilDeadline().within(SHORT));

        assertThat(answers.replies()).extracting(Gathered.Reply::from).containsExactly("a");
        assertThat(answers.silent()).containsExactly("slow");
    }

    @Test
    void a_gather_says_who_refused_and_why() {
        String address = asked();
        answering(address, "a");
        handleOnTwo(
                address,
                "strict",
                (message, work) ->
                        Future.failedFuture(new ProblemException(Problem.Kind.FORBIDDEN, "Not you.", "Ask another.")));

        Gathered answers = gather(address, Gather.all().within(LONG));

        assertThat(answers.replies()).extracting(Gathered.Reply::from).containsExactly("a");
        assertThat(answers.refusals())
                .containsExactly(
                        new Gathered.Refusal("strict", Problem.of(Problem.Kind.FORBIDDEN, "Not you.", "Ask another.")));
    }

    @Test
    void a_gather_whose_rule_is_not_met_is_a_timeout_that_says_what_came() {
        String address = asked();
        answering(address, "a");
        silent(address, "slow");

        gather(address, Gather.first(1).within(LONG));
        Problem problem =
                refusal(one().channel(address).gather(message(), Gather.first(2).within(SHORT)));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(problem.cause()).contains("1 replied (a)", "1 silent (slow)");
    }

    @Test
    void a_group_on_two_nodes_answers_once() {
        String address = asked();
        handleOnOne(address, "a", (message, work) -> Future.succeededFuture(message.reply("a")));
        answering(address, "a", "b");

        Gathered answers = gather(address, Gather.all().within(LONG));

        assertThat(answers.replies()).extracting(Gathered.Reply::from).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_group_that_handles_and_gives_no_answer_is_not_waited_for() {
        String address = asked();
        answering(address, "a");
        handleOnTwo(address, "log", (message, work) -> Future.succeededFuture());

        Gathered answers = gather(address, Gather.all().within(LONG));

        assertThat(answers.refusals()).extracting(Gathered.Refusal::from).containsExactly("log");
    }

    private String asked() {
        needs(Feature.GATHER);
        String address = address();
        given(publishSubscribe(address).build());
        return address;
    }

    private Gathered gather(String address, Gather rule) {
        return await(one().channel(address).gather(message(), rule));
    }

    private void silent(String address, String group) {
        handleOnTwo(address, group, (message, work) -> Promise.promise().future());
    }

    private void answering(String address, String... groups) {
        for (String group : groups) {
            handleOnTwo(address, group, (message, work) -> Future.succeededFuture(message.reply(group)));
        }
    }
}
