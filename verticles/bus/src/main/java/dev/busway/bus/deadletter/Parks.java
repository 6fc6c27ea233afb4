package dev.busway.bus.deadletter;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.bus.deadletter.Selection.Sequence;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** How channels park, and how something is written to them past every stage. */
final class Parks {
    private final Bus bus;

    Parks(Bus bus) {
        this.bus = bus;
    }

    Map<String, Retry.Park> byChannel() {
        Map<String, Retry.Park> all = new HashMap<>();
        for (Channel channel : bus.channels()) {
            all.put(channel.spec().address(), channel.spec().retry().park());
        }
        return all;
    }

    /** Asks for all of a parked sequence. */
    Future<Void> resume(Sequence sequence) {
        return write(sequence.channel(), Replay.ofSequence(sequence.group(), sequence.key()));
    }

    /** Done when it is durable there. */
    Future<Void> write(String address, Message message) {
        Channel channel = bus.channel(address);
        Style style = channel.spec().kind() == ChannelKind.POINT_TO_POINT ? Style.SEND : Style.PUBLISH;
        return channel.carry(style, message).compose(Parks::orFailed);
    }

    private static Future<Void> orFailed(Outcome written) {
        Problem problem = written.problem();
        return problem == null ? Future.succeededFuture() : Future.failedFuture(new ProblemException(problem));
    }
}
