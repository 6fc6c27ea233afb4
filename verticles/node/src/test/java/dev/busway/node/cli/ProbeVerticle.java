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

/** Answers with the name of the node that it runs on: at once, or when a file is there. */
public final class ProbeVerticle extends VerticleBase {
    private static final long LOOK_MILLIS = 20;

    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        String release = config().getString("release", "nothing");
        Future<?> asked = bus.channel("probe.ask")
                .handle("probe", (question, work) -> Future.succeededFuture(answer(question, bus.node())));
        Future<?> held = bus.channel("probe.held")
                .handle("probe", (question, work) -> there(release).map(now -> answer(question, bus.node())));
        return Future.all(asked, held, quoting(bus));
    }

    private Future<?> there(String file) {
        return vertx.fileSystem()
                .exists(file)
                .compose(there -> there
                        ? Future.succeededFuture()
                        : vertx.timer(LOOK_MILLIS).compose(later -> there(file)));
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
