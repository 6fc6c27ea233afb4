package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemMessage;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the inbox says about a message that came before, or comes now. */
record InboxRow(
        int state,
        Buffer digest,
        @Nullable Buffer reply,
        @Nullable Buffer problem) {
    /** The values of {@link InboxSql#CLAIM}. */
    static Tuple claim(InboxKey key, List<String> ids, List<Buffer> digests) {
        return Tuple.tuple()
                .addArrayOfString(ids.toArray(String[]::new))
                .addString(key.group())
                .addString(key.channel())
                .addArrayOfBuffer(digests.toArray(Buffer[]::new))
                .addInteger(InboxSql.UNFINISHED_SECONDS);
    }

    /** The values of {@link InboxSql#CLAIM_ONE}. */
    static Tuple claim(InboxKey key, String id, Buffer digest) {
        return Tuple.tuple().addString(id).addString(key.group()).addBuffer(digest);
    }

    static InboxRow of(Row row) {
        return new InboxRow(
                row.getInteger("state"), row.getBuffer("digest"), row.getBuffer("reply"), row.getBuffer("problem"));
    }

    /** Whether nobody has seen this message before. */
    boolean fresh() {
        return state == InboxSql.CLAIMED;
    }

    /** Whether this message is to be handled now. */
    boolean open() {
        return state == InboxSql.CLAIMED || state == InboxSql.ACCEPTED || state == InboxSql.GIVEN_UP;
    }

    /** What a message with this digest is told when it is not to be handled. */
    Outcome outcome(Message message, Buffer ofMessage) {
        if (!digest.equals(ofMessage)) {
            return conflict(message);
        }
        return switch (state) {
            case InboxSql.FINISHED -> new Outcome.Repeated(reply == null ? null : FrameCodec.decode(reply));
            case InboxSql.REFUSED, InboxSql.GIVEN_UP ->
                new Outcome.Refused(
                        ProblemMessage.decode(FrameCodec.decode(problem == null ? Buffer.buffer() : problem)));
            default -> new Outcome.Accepted(message.id());
        };
    }

    static Outcome conflict(Message message) {
        return Outcome.refused(
                Kind.CONFLICT,
                "The id " + message.id() + " was used for another message.",
                "Use a new id (Idempotency-Key) for each new message; repeat one with the same type and body.");
    }
}
