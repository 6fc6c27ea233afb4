package dev.busway.rabbitmq;

import com.rabbitmq.client.Connection;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dead-letter queue as a box. Each look has a connection of its own: with it everything that was taken goes back. */
final class RabbitDeadLetterBox implements DeadLetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitDeadLetterBox.class);

    private final Vertx vertx;
    private final String queue;
    private final Connections connections;

    RabbitDeadLetterBox(Vertx vertx, String queue, Connections connections) {
        this.vertx = vertx;
        this.queue = queue;
        this.connections = connections;
    }

    @Override
    public Future<Void> browse(Predicate<DeadLetter> more) {
        return looking(look -> look.browse(more));
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        return looking(look -> look.remove(Set.copyOf(ids)));
    }

    /** What is done while nobody else looks. */
    private interface Looking {
        void at(DeadLetterQueue letters) throws IOException, TimeoutException, InterruptedException;
    }

    /** Whether it came to look. */
    private boolean look(Looking looking, long endNanos) throws IOException, TimeoutException, InterruptedException {
        Connection connection = connections.open("letters");
        try {
            looking.at(new DeadLetterQueue(queue, connection, endNanos));
            return true;
        } catch (DeadLetterQueue.Taken taken) {
            return false;
        } finally {
            connection.abort();
        }
    }

    private Future<Void> looking(Looking looking) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            long end = System.nanoTime() + DeadLetterQueue.LONGEST.toNanos();
                            while (!look(looking, end)) {
                                LOG.atDebug().addKeyValue("queue", queue).log("somebody else looks at the letters");
                            }
                            return null;
                        },
                        false)
                .recover(failure -> Future.failedFuture(new ProblemException(Problem.of(
                        Problem.Kind.BUSY,
                        "The dead letters in " + queue + " cannot be read: " + Refusals.text(failure) + ".",
                        "Try again; if it stays so, look at the broker."))));
    }
}
