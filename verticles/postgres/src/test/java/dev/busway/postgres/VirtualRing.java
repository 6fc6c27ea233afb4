package dev.busway.postgres;

import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outbox's partitions: asked whether all in one has been sent, and emptied. */
final class VirtualRing {
    private static final Pattern NUMBER = Pattern.compile("outbox_(\\d)");
    private static final Pattern CURRENT = Pattern.compile("set part = (\\d)");

    private final VirtualPostgres server;

    VirtualRing(VirtualPostgres server) {
        this.server = server;
    }

    VirtualRows run(String sql) {
        int number = number(NUMBER, sql);
        boolean blind = server.tables.flaw == Flaw.BLIND_RING;
        List<VirtualTables.Out> rows = server.tables.outbox.values().stream()
                .filter(row -> row.part() == number)
                .toList();
        boolean done = blind || rows.stream().allMatch(row -> row.state() == 2);
        if (sql.startsWith("select")) {
            return new VirtualRows("done").add(done);
        }
        if (!blind && server.isTouched(number)) {
            throw new PgException("canceling statement due to lock timeout", "ERROR", "55P03", null);
        }
        if (done) {
            server.time.note("partition emptied", number);
            for (VirtualTables.Out row : rows) {
                if (row.state() == 2) {
                    server.tables.outbox.put(row.seq(), row.in(number(CURRENT, sql)));
                } else {
                    server.tables.outbox.remove(row.seq());
                }
            }
        }
        return new VirtualRows();
    }

    private static int number(Pattern where, String sql) {
        Matcher found = where.matcher(sql);
        if (!found.find()) {
            throw new IllegalStateException("no partition in " + sql);
        }
        return Integer.parseInt(found.group(1));
    }
}
