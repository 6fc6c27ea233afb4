package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Sql;
import dev.busway.bus.Style;
import dev.busway.bus.Work;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import dev.busway.message.Trace;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unit of work of one message, as its handler sees it. Used on the handler's context alone. */
final class OpenWork implements Work {
    /** One message that makes more than this is a loop gone wild. */
    static final int MOST_OUTGOING = 1000;

    private final Destinations destinations;
    private final Message message;
    private final Duration retention;
    private final GuardedSql sql;
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final List<Outgoing> kept = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private boolean later;
    private boolean ended;

    OpenWork(GuardedSql sql, Destinations destinations, Message message, Duration retention) {
        this.destinations = destinations;
        this.message = message;
        this.retention = retention;
        this.sql = sql;
    }

    /** Nothing more comes in from now on. */
    void end() {
        ended = true;
        sql.end();
    }

    List<Outgoing> outgoing() {
        return outgoing;
    }

    /** What is due later. */
    List<Outgoing> kept() {
        return kept;
    }

    /** Operations of other messages that this transaction answers and that somebody may be waiting for. */
    List<String> answered() {
        return answered;
    }

    boolean answersLater() {
        return later;
    }

    @Override
    public Sql sql() {
        alive();
        return sql;
    }

    @Override
    public Future<Void> send(String channel, Message one) {
        return collect(channel, Style.SEND, one);
    }

    @Override
    public Future<Void> publish(String channel, Message one) {
        return collect(channel, Style.PUBLISH, one);
    }

    private Future<Void> collect(String channel, Style style, Message one) {
        alive();
        if (outgoing.size() + kept.size() >= MOST_OUTGOING) {
            return Future.failedFuture(new ProblemException(
                    Kind.TOO_LARGE,
                    "One message may send at most " + MOST_OUTGOING + " others.",
                    "Send one message with the many things in it, or split the work."));
        }
        try {
            Outgoing ready = destinations.outgoing(channel, style, caused(one));
            (ready.later() ? kept : outgoing).add(ready);
            return Future.succeededFuture();
        } catch (ProblemException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Message caused(Message one) {
        Message caused = one;
        if (caused.causationId().isEmpty()) {
            caused = caused.edit().causationId(message.id()).build();
        }
        if (caused.trace().isEmpty() && message.trace().isPresent()) {
            caused =
                    caused.edit().trace(message.trace().map(Trace::child).get()).build();
        }
        return caused;
    }

    @Override
    public void answerLater() {
        alive();
        later = true;
    }

    @Override
    public Future<Void> answer(String channel, String operation, Message reply) {
        alive();
        Message answer = caused(reply);
        if (answer.correlationId().isEmpty()) {
            answer = answer.edit().correlationId(operation).build();
        }
        Message ready = answer;
        boolean refusal = ProblemMessage.is(ready);
        Buffer frame = FrameCodec.encode(ready);
        return sql.preparedQuery(InboxSql.ANSWER)
                .execute(Tuple.of(
                        operation,
                        destinations.group(channel),
                        refusal ? InboxSql.REFUSED : InboxSql.FINISHED,
                        refusal ? null : frame,
                        refusal ? frame : null,
                        (int) retention.toSeconds()))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(unknown(channel, operation))
                        : answered(operation, ready, rows.iterator().next()));
    }

    private Future<Void> answered(String operation, Message reply, Row row) {
        Boolean waitedFor = row.getBoolean("door");
        if (row.getInteger("state") == InboxSql.ACCEPTED) {
            return Future.failedFuture(new ProblemException(Problem.of(
                    Kind.BUSY, "The operation " + operation + " is not handled yet.", "Answer it again later.")));
        }
        if (waitedFor != null) {
            if (waitedFor) {
                answered.add(operation);
            }
            @Nullable String wanted = row.getString("reply_to");
            if (wanted != null) {
                outgoing.add(Destinations.reply(wanted, reply));
            }
        }
        return Future.succeededFuture();
    }

    private static ProblemException unknown(String channel, String operation) {
        return new ProblemException(
                Kind.INVALID,
                "The channel " + channel + " has no operation " + operation + ".",
                "Answer with the id of the message that was answered later; answers are kept as long as postgres.retention.");
    }

    private void alive() {
        if (ended) {
            throw new IllegalStateException("this unit of work has ended: its handler's future is complete");
        }
    }
}
