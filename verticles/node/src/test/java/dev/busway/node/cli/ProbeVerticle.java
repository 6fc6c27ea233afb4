package dev.busway.node.cli;

import dev.busway.bus.Bus;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** Answers after the time that its settings say, with the name of the node that it runs on. */
public final class ProbeVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        long delay = config().getLong("delayMillis", 1L);
        return bus.channel("probe.ask")
                .handle("probe", (question, work) -> vertx.timer(delay).map(late -> answer(question, bus.node())));
    }

    private static Message answer(Message question, String node) {
        return question.reply("probe.Answer", Payload.of(new JsonObject().put("node", node)));
    }
}
