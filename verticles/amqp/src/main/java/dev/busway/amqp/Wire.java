package dev.busway.amqp;

import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.proton.ProtonConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker that comes back by itself. All of it, its tenants too, is touched by its one event-loop context;
 * {@link #run} goes there from any thread.
 */
final class Wire {
    /** What lives on the connection and is made anew with each new one. Called on the wire's context. */
    interface Tenant {
        /** There is a connection: at once when there is one already, and after each loss. */
        void up(ProtonConnection connection);

        /** The connection is lost, with everything that was on its way. */
        void down();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 12;

    private final ContextInternal context;
    private final AmqpSettings settings;
    private final String name;
    private final AmqpClient client;
    private final Random lot = new Random();
    private final List<Tenant> tenants = new ArrayList<>();
    private @Nullable AmqpConnection connection;
    private int failures;
    private boolean closed;

    /** @param name tells this node's wires apart */
    Wire(VertxInternal vertx, AmqpSettings settings, String name) {
        this.context = vertx.createEventLoopContext();
        this.settings = settings;
        this.name = name;
        this.client = AmqpClient.create(new TogetherVertx(vertx), ClientOptions.of(settings, name));
    }

    ContextInternal context() {
        return context;
    }

    AmqpSettings settings() {
        return settings;
    }

    /** Runs on the wire's context, at once when there already. Safe on any thread. */
    void run(Runnable step) {
        context.emit(go -> step.run());
    }

    /** Connects for the first time; fails when the broker does not answer in time. Safe on any thread. */
    Future<Void> open() {
        Promise<Void> opened = Promise.promise();
        run(() -> connect().onSuccess(this::up).<Void>mapEmpty().onComplete(opened));
        return opened.future();
    }

    /** From now on the tenant is told of each connection. Safe on any thread. */
    void join(Tenant tenant) {
        run(() -> {
            tenants.add(tenant);
            AmqpConnection now = connection;
            if (now != null) {
                tenant.up(now.unwrap());
            }
        });
    }

    /** The tenant is told nothing more. Safe on any thread. */
    void leave(Tenant tenant) {
        run(() -> tenants.remove(tenant));
    }

    /** Ends the connection for good. Safe on any thread. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        run(() -> {
            closed = true;
            AmqpConnection last = connection;
            connection = null;
            List.copyOf(tenants).forEach(Tenant::down);
            Future<Void> ended = last == null ? Future.succeededFuture() : last.close();
            ended.timeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .transform(any -> client.close())
                    .transform(any -> Future.<Void>succeededFuture())
                    .onComplete(done);
        });
        return done.future();
    }

    /** A connection that dies between TCP and AMQP never tells its future: the bound is ours. */
    private Future<AmqpConnection> connect() {
        Future<AmqpConnection> made = client.connect();
        Promise<AmqpConnection> first = context.promise();
        long timer = context.setTimer(
                settings.connectTimeout().toMillis(), late -> first.tryFail("the broker does not answer"));
        made.onComplete(answer -> {
            context.owner().cancelTimer(timer);
            if (answer.failed()) {
                first.tryFail(answer.cause());
            } else if (!first.tryComplete(answer.result())) {
                answer.result().close();
            }
        });
        return first.future();
    }

    private void up(AmqpConnection made) {
        if (closed || made.isDisconnected()) {
            made.close();
            again("closed at once");
            return;
        }
        if (failures > 0) {
            LOG.atInfo()
                    .addKeyValue("broker", settings.place())
                    .addKeyValue("wire", name)
                    .addKeyValue("tries", failures)
                    .log("connected again");
        }
        failures = 0;
        connection = made;
        made.exceptionHandler(lost -> LOG.atWarn()
                .addKeyValue("broker", settings.place())
                .addKeyValue("wire", name)
                .addKeyValue("cause", lost.getMessage())
                .log("connection lost"));
        made.closeFuture().onComplete(gone -> run(() -> down(made)));
        ProtonConnection proton = made.unwrap();
        for (Tenant tenant : List.copyOf(tenants)) {
            tenant.up(proton);
        }
    }

    private void down(AmqpConnection gone) {
        if (connection == gone) {
            connection = null;
            List.copyOf(tenants).forEach(Tenant::down);
            again("lost");
        }
    }

    private void again(String cause) {
        if (closed) {
            return;
        }
        long longest = Math.min(
                FIRST_WAIT_MILLIS << Math.min(failures++, MOST_DOUBLINGS),
                settings.reconnectLongest().toMillis());
        LOG.atDebug()
                .addKeyValue("wire", name)
                .addKeyValue("cause", cause)
                .addKeyValue("again_in_ms", longest)
                .log("not connected");
        context.setTimer(Math.max(longest - lot.nextLong(longest / 2 + 1), 1), timer -> {
            if (!closed) {
                connect().onSuccess(this::up).onFailure(failed -> again(String.valueOf(failed.getMessage())));
            }
        });
    }
}
