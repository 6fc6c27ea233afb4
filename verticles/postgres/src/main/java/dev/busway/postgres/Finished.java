package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message whose handler succeeded, and what is to be written of it.
 *
 * @param outgoing what goes at once, with the answer to the channel that wants it
 */
record Finished(
        Delivery delivery,
        OpenWork work,
        @Nullable Message reply,
        @Nullable Buffer frame,
        List<Outgoing> outgoing) {

    /** @throws PayloadException when the answer cannot be written */
    static Finished of(Delivery delivery, OpenWork work, @Nullable Object result) {
        Message message = delivery.message();
        List<Outgoing> outgoing = work.outgoing();
        if (!(result instanceof Message answer) || work.answersLater()) {
            return new Finished(delivery, work, null, null, outgoing);
        }
        Message reply = answer.correlationId().isPresent()
                ? answer
                : answer.edit().correlationId(message.id()).build();
        Buffer frame = FrameCodec.encode(reply);
        if (message.replyTo().isPresent()) {
            outgoing.add(Destinations.reply(message.replyTo().get(), reply));
        }
        return new Finished(delivery, work, reply, frame, outgoing);
    }

    private boolean later() {
        return work.answersLater();
    }

    Outcome outcome() {
        if (later()) {
            return new Outcome.Accepted(delivery.id());
        }
        return reply == null ? Outcome.delivered() : new Outcome.Replied(reply);
    }

    /** Whether somebody may wait for the answer, where a door took the message. */
    boolean answers() {
        return !later();
    }

    private int state() {
        return later() ? InboxSql.WORKING : InboxSql.FINISHED;
    }

    private @Nullable String replyTo() {
        return later() ? delivery.message().replyTo().orElse(null) : null;
    }

    private int seconds(Units units) {
        return later() ? InboxSql.UNFINISHED_SECONDS : units.retentionSeconds();
    }

    /**
     * The values of {@link InboxSql#FINISH_ONE}.
     *
     * @param row what the claim found
     * @param out what it writes of what goes out: one message or none
     */
    Tuple alone(Units units, InboxRow row, List<Outgoing> out) {
        Tuple values = Tuple.tuple()
                .addString(delivery.id())
                .addString(delivery.key().group())
                .addInteger(state())
                .addBuffer(frame)
                .addString(replyTo())
                .addInteger(seconds(units));
        Outgoing.one(out.isEmpty() ? null : out.get(0), values);
        return values.addArrayOfLong(units.afterCommit().gone())
                .addString(row.fresh() ? delivery.key().channel() : null)
                .addBuffer(row.fresh() ? delivery.digest() : null);
    }

    /** The values of {@link InboxSql#OUT}. */
    static Tuple sent(List<Finished> all, InboxKey key, Units units) {
        List<Outgoing> outgoing = new ArrayList<>();
        List<String> origins = new ArrayList<>();
        for (Finished one : all) {
            outgoing.addAll(one.outgoing);
            one.outgoing.forEach(each -> origins.add(one.delivery.id()));
        }
        return Outgoing.arrays(outgoing)
                .addArrayOfString(origins.toArray(String[]::new))
                .addString(key.group())
                .addArrayOfLong(units.afterCommit().gone());
    }

    /** The values of {@link InboxSql#FINISH_ALL}. */
    static Tuple rows(List<Finished> all, InboxKey key, Units units) {
        return Tuple.tuple()
                .addArrayOfString(all.stream().map(one -> one.delivery.id()).toArray(String[]::new))
                .addString(key.group())
                .addArrayOfShort(all.stream().map(one -> (short) one.state()).toArray(Short[]::new))
                .addArrayOfBuffer(all.stream().map(Finished::frame).toArray(Buffer[]::new))
                .addArrayOfString(all.stream().map(Finished::replyTo).toArray(String[]::new))
                .addArrayOfInteger(all.stream().map(one -> one.seconds(units)).toArray(Integer[]::new));
    }
}
