package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage.Next;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rest of a pipeline in the tests of one stage: keeps what comes and answers with one future. */
final class Passing implements Next {
    final List<Message> came = new ArrayList<>();
    private final Future<Outcome> answer;

    private Passing(Future<Outcome> answer) {
        this.answer = answer;
    }

    static Passing delivered() {
        return new Passing(Future.succeededFuture(Outcome.delivered()));
    }

    static Passing with(Future<Outcome> answer) {
        return new Passing(answer);
    }

    @Override
    public Future<Outcome> pass(Message message) {
        came.add(message);
        return answer;
    }

    Message only() {
        return came.get(came.size() - 1);
    }

    static Problem refused(Future<Outcome> passed) {
        if (passed.result() instanceof Outcome.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused: " + passed);
    }

    static ChannelSpec channel(String type, PayloadValidator validator) {
        MessageSpec message = new MessageSpec(type, type, Message.JSON, false, validator, Optional.empty());
        return new ChannelSpec(
                "orders",
                "orders",
                ChannelKind.POINT_TO_POINT,
                Delivery.BEST_EFFORT,
                "vertx",
                "orders",
                Optional.empty(),
                1,
                Retry.DEFAULTS,
                Optional.empty(),
                ChannelSpec.Interop.FRAME,
                100,
                List.of(message));
    }
}
