package dev.busway.node.cli;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** Answers after the time that its settings say, with the name of the node that it runs on. */
public final class ProbeVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        long delay = config().getLong("delayMillis", 1L);
        Future<?> asked = bus.channel("probe.ask")
                .handle("probe", (question, work) -> vertx.timer(delay).map(late -> answer(question, bus.node())));
        return Future.all(asked, quoting(bus));
    }

    /** Two groups that quote a price, one that refuses, and one that never answers. */
    private static Future<?> quoting(Bus bus) {
        Channel quotes = bus.channel("probe.quotes");
        return Future.all(
                quotes.handle("cheap", (asked, work) -> Future.succeededFuture(price(asked, 100))),
                quotes.handle("dear", (asked, work) -> Future.succeededFuture(price(asked, 900))),
                quotes.handle(
                        "strict",
                        (asked, work) -> Future.failedFuture(
                                new ProblemException(Kind.FORBIDDEN, "Not for you.", "Ask another."))),
                quotes.handle("slow", (asked, work) -> Promise.promise().future()));
    }

    private static Message price(Message asked, int cents) {
        return asked.reply("probe.Price", Payload.of(new JsonObject().put("cents", cents)));
    }

    private static Message answer(Message question, String node) {
        return question.reply("probe.Answer", Payload.of(new JsonObject().put("node", node)));
    }
}
