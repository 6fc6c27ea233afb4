package dev.busway.postgres;

import dev.busway.testkit.simulation.Faults;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/** A database server of a simulated world: sessions with transactions, locks that they wait for, connections that break. */
final class VirtualPostgres {
    private static final Duration LOOK = Duration.ofMillis(500);

    final VirtualTables tables;
    final VirtualLeases leases;
    final VirtualRelayTables relay;
    final VirtualRing ring;
    final VirtualTime time;
    final Faults faults;
    private final List<VirtualSession> sessions = new ArrayList<>();
    private final Map<String, VirtualSession> locks = new HashMap<>();
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
    private final Map<VirtualNode, Runnable> listeners = new LinkedHashMap<>();
    private int opened;

    VirtualPostgres(VirtualTime time, Faults faults) {
        this(time, faults, Flaw.NONE);
    }

    VirtualPostgres(VirtualTime time, Faults faults, Flaw flaw) {
        this.time = time;
        this.faults = faults;
        this.tables = new VirtualTables(flaw);
        this.leases = new VirtualLeases(flaw);
        this.relay = new VirtualRelayTables(this);
        this.ring = new VirtualRing(this);
        time.after(LOOK, this::bury);
    }

    /** Ends the sessions of nodes that have died meanwhile; what of them is under way ends by itself. */
    private void bury() {
        sessions.removeIf(VirtualSession::isOver);
        List.copyOf(sessions).forEach(VirtualSession::endIfLeft);
        time.after(LOOK, this::bury);
    }

    /** The connections of one node, by one pool; how many is its user's affair. */
    @SuppressWarnings("unchecked") // the client's own signature
    Pool pool(VirtualNode node) {
        return proxy(Pool.class, (pool, method, values) -> switch (method.getName()) {
            case "getConnection" -> connect(node);
            case "withConnection" -> with(node, (Function<SqlConnection, Future<Object>>) values[0]);
            case "preparedQuery" -> once(node, (String) values[0]);
            default -> throw new UnsupportedOperationException("Pool." + method.getName());
        });
    }

    private Future<Object> with(VirtualNode node, Function<SqlConnection, Future<Object>> work) {
        return connect(node).compose(open -> work.apply(open).eventually(open::close));
    }

    Future<PgConnection> connect(VirtualNode node) {
        var made = node.vertx().getOrCreateContext().<PgConnection>promise();
        boolean away = faults.strike();
        time.after(faults.delay(), () -> {
            if (away) {
                made.fail(new java.net.ConnectException("connection refused"));
            } else {
                made.complete(connection(new VirtualSession(this, node)));
            }
        });
        return made.future();
    }

    /** A statement that commits by itself. */
    private Object once(VirtualNode node, String sql) {
        return proxy(PreparedQuery.class, (query, method, values) -> {
            VirtualSession session = new VirtualSession(this, node);
            session.run("BEGIN", Tuple.tuple());
            Future<?> ran = session.run(sql, (Tuple) values[0]);
            Future<?> committed = session.run("COMMIT", Tuple.tuple());
            session.close();
            return Future.join(ran, committed).map(both -> ran.result());
        });
    }

    @SuppressWarnings("unchecked") // the client's own signature
    private static PgConnection connection(VirtualSession session) {
        return proxy(PgConnection.class, (connection, method, values) -> switch (method.getName()) {
            case "query" -> statement(session, (String) values[0]);
            case "preparedQuery" -> statement(session, (String) values[0]);
            case "cancelRequest" -> session.cancel();
            case "processId" -> session.number;
            case "closeHandler" -> {
                session.closes((Handler<Void>) values[0]);
                yield connection;
            }
            case "close" -> {
                session.close();
                yield Future.succeededFuture();
            }
            case "toString" -> "session " + session.number;
            case "hashCode" -> session.number;
            case "equals" -> connection == values[0];
            default -> throw new UnsupportedOperationException("PgConnection." + method.getName());
        });
    }

    private static Object statement(VirtualSession session, String sql) {
        return proxy(
                PreparedQuery.class,
                (query, method, values) -> session.run(sql, values == null ? Tuple.tuple() : (Tuple) values[0]));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Its number. */
    int opened(VirtualSession session) {
        sessions.add(session);
        return ++opened;
    }

    void terminate(int number) {
        sessions.stream().filter(session -> session.number == number).toList().forEach(VirtualSession::end);
    }

    /** Whether a transaction that is open has rows there. */
    boolean isTouched(int part) {
        return sessions.stream().anyMatch(session -> session.touches(part));
    }

    /** Whether its relay's connection stands. */
    boolean lives(String node) {
        return sessions.stream().anyMatch(session -> session.isRelayOf(node));
    }

    /** Tells this node of what is committed, where nothing comes between. */
    void listen(VirtualNode node, Runnable told) {
        listeners.put(node, told);
    }

    void tell() {
        listeners.keySet().removeIf(node -> !node.isAlive());
        listeners.values().forEach(told -> {
            if (!faults.strike()) {
                time.after(faults.delay(), told);
            }
        });
    }

    /** Whether the session has the lock now; if not, it is told when to ask again. */
    boolean lock(String name, VirtualSession session, Runnable again) {
        VirtualSession owner = locks.putIfAbsent(name, session);
        if (owner == null || owner == session) {
            return true;
        }
        waiting.computeIfAbsent(name, first -> new ArrayDeque<>()).add(again);
        return false;
    }

    void unlock(VirtualSession session) {
        for (String name : Map.copyOf(locks).keySet().stream().sorted().toList()) {
            if (locks.get(name) == session) {
                locks.remove(name);
                Queue<Runnable> others = waiting.remove(name);
                if (others != null) {
                    others.forEach(again -> time.after(faults.delay(), again));
                }
            }
        }
    }
}
