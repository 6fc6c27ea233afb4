package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Responder;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;

/**
 * A refusal that is kept as the answer: the same message gets it again, and so does whoever waits.
 *
 * @param state what becomes of the row
 */
record Refusal(Message message, Problem problem, int state) {
    /** It would be refused each time. */
    static Refusal never(Message message, Problem problem) {
        return new Refusal(message, problem, InboxSql.REFUSED);
    }

    /** Its tries are used up. */
    static Refusal givenUp(Message message, Problem problem) {
        return new Refusal(message, problem, InboxSql.GIVEN_UP);
    }

    Future<Void> store(Units units, InboxKey key) {
        Message answer = Responder.sign(ProblemMessage.encode(message, problem), key.group());
        List<Outgoing> outgoing = message.replyTo()
                .map(channel -> List.of(Destinations.reply(channel, answer)))
                .orElse(List.of());
        return units.database()
                .doors()
                .preparedQuery(InboxSql.REFUSE)
                .execute(Outgoing.arrays(outgoing)
                        .addString(message.id())
                        .addString(key.group())
                        .addString(key.channel())
                        .addBuffer(Digest.of(message))
                        .addBuffer(FrameCodec.encode(answer))
                        .addInteger(units.retentionSeconds())
                        .addShort((short) state))
                .onSuccess(rows -> units.afterCommit().refused(message.id(), rows, outgoing))
                .mapEmpty();
    }
}
