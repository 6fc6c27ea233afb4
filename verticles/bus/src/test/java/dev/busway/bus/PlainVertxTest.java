package dev.busway.bus;

import static dev.busway.bus.Samples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Verticles that know nothing of Busway take part. */
class PlainVertxTest {
    private final Vertx vertx = Vertx.vertx();
    private Bus bus;

    @BeforeEach
    void open() {
        ChannelSpec spec = Samples.channel("plain", ChannelKind.POINT_TO_POINT);
        ChannelSpec plain = new ChannelSpec(
                spec.name(),
                spec.address(),
                spec.kind(),
                spec.delivery(),
                spec.transport(),
                spec.group(),
                spec.key(),
                spec.shards(),
                spec.retry(),
                spec.deadLetter(),
                ChannelSpec.Interop.PLAIN,
                spec.maxInFlight(),
                spec.messages());
        bus = Samples.open(
                vertx,
                List.of(
                        plain,
                        Samples.channel("framed", ChannelKind.POINT_TO_POINT),
                        Samples.channel("events", ChannelKind.PUBLISH_SUBSCRIBE)));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_plain_request_gets_a_plain_answer() {
        await(bus.channel("framed")
                .handle(
                        "h",
                        (message, work) -> Future.succeededFuture(message.reply(
                                new JsonObject().put("hello", message.json().getString("name"))))));

        JsonObject answer = await(vertx.eventBus().<JsonObject>request("framed", new JsonObject().put("name", "Ada")))
                .body();

        assertThat(answer.getString("hello")).isEqualTo("Ada");
    }

    @Test
    void a_plain_caller_is_refused_by_the_kinds_bus_code() {
        await(bus.channel("framed")
                .handle(
                        "h",
                        (message, work) -> Future.failedFuture(
                                new ProblemException(Problem.Kind.CONFLICT, "Taken.", "Choose another."))));

        ReplyException refused = await(vertx.eventBus()
                .request("framed", "text")
                .<ReplyException>transform((reply, failure) -> Future.succeededFuture((ReplyException) failure)));

        assertThat(refused.failureCode()).isEqualTo(4409);
        assertThat(refused.getMessage()).isEqualTo("Taken. Mend: Choose another.");
    }

    @Test
    void a_plain_consumer_answers_a_channel_that_travels_plain() {
        vertx.eventBus().<JsonObject>consumer("plain", message -> {
            assertThat(message.headers().get("ce-type")).isEqualTo("ask");
            message.reply(new JsonObject().put("got", message.body().getInteger("n")));
        });

        Message answer = await(bus.channel("plain").request(Message.of("ask", new JsonObject().put("n", 3))));

        assertThat(answer.json().getInteger("got")).isEqualTo(3);
    }

    @Test
    void a_plain_consumers_failure_is_a_problem_of_its_kind() {
        vertx.eventBus().consumer("plain", message -> message.fail(4409, "Taken. Mend: Choose another."));

        Future<Message> asked = bus.channel("plain").request(Message.of("ask", new JsonObject()));

        Problem problem =
                await(asked.<Problem>transform((reply, failure) -> Future.succeededFuture(Problem.of(failure))));
        assertThat(problem).isEqualTo(Problem.of(Problem.Kind.CONFLICT, "Taken.", "Choose another."));
    }

    @Test
    void a_foreign_body_published_to_a_channel_reaches_each_group() {
        Promise<Message> mail = Promise.promise();
        Promise<Message> audit = Promise.promise();
        await(bus.channel("events").handle("mail", (message, work) -> {
            mail.complete(message);
            return Future.succeededFuture();
        }));
        await(bus.channel("events").handle("audit", (message, work) -> {
            audit.complete(message);
            return Future.succeededFuture();
        }));

        vertx.eventBus().publish("events", Buffer.buffer("bytes"));

        assertThat(await(mail.future()).bytes()).isEqualTo(Buffer.buffer("bytes"));
        assertThat(await(audit.future()).contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    void a_body_that_no_message_can_carry_is_refused_and_not_silent() {
        await(bus.channel("framed").handle("h", (message, work) -> Future.succeededFuture(message.reply("x"))));

        ReplyException refused = await(vertx.eventBus()
                .request("framed", 'c')
                .<ReplyException>transform((reply, failure) -> Future.succeededFuture((ReplyException) failure)));

        assertThat(refused.failureCode()).isEqualTo(4422);
    }
}
