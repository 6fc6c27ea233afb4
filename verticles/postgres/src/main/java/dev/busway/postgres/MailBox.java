package dev.busway.postgres;

import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.codec.FrameCodec;
import dev.busway.codec.FrameException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** The mail of one dead-letter address, read page by page. */
final class MailBox implements DeadLetterBox {
    private static final int PAGE = 100;

    private final Pool pool;
    private final String address;

    MailBox(Pool pool, String address) {
        this.pool = pool;
        this.address = address;
    }

    @Override
    public Future<Void> browse(Predicate<DeadLetter> more) {
        return page(0, more).recover(MailBox::explained);
    }

    private Future<Void> page(long after, Predicate<DeadLetter> more) {
        return pool.preparedQuery(MailSql.BROWSE)
                .execute(Tuple.of(address, after, PAGE))
                .compose(rows -> {
                    long last = after;
                    for (Row row : rows) {
                        last = row.getLong("seq");
                        if (!more.test(letter(row))) {
                            return Future.succeededFuture();
                        }
                    }
                    return rows.size() < PAGE ? Future.succeededFuture() : page(last, more);
                });
    }

    private static DeadLetter letter(Row row) {
        String place = "mail-" + row.getLong("seq");
        try {
            return DeadLetter.of(FrameCodec.decode(row.getBuffer("frame")), place);
        } catch (FrameException unreadable) {
            return DeadLetter.unreadable(Map.of(DeadLetter.REASON, "BW-INVALID: " + unreadable.getMessage()), place);
        }
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        return pool.preparedQuery(MailSql.REMOVE)
                .execute(Tuple.tuple().addString(address).addArrayOfString(ids.toArray(String[]::new)))
                .<Void>mapEmpty()
                .recover(MailBox::explained);
    }

    private static Future<Void> explained(Throwable failure) {
        return Future.failedFuture(new ProblemException(Failures.problem(failure)));
    }
}
