package dev.busway.testkit.simulation;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker with partitions. What one node writes to one partition arrives in order; it may be refused, be lost, be late, or be taken
 * with its answer lost, so that who tries again writes it twice.
 */
public final class VirtualBroker {
    /** When a writer hears nothing. */
    private static final Duration NO_ANSWER = Duration.ofSeconds(2);

    private final VirtualTime time;
    private final Faults faults;
    private final Map<String, List<VirtualLog>> addresses = new HashMap<>();
    private final Map<String, Long> lastArrivals = new HashMap<>();

    public VirtualBroker(VirtualTime time, Faults faults) {
        this.time = time;
        this.faults = faults;
    }

    public VirtualBroker address(String address, int partitions) {
        List<VirtualLog> logs = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            logs.add(new VirtualLog(address + "-" + i));
        }
        addresses.put(address, logs);
        return this;
    }

    VirtualTime time() {
        return time;
    }

    Faults faults() {
        return faults;
    }

    /** The partitions of an address. */
    public List<VirtualLog> logs(String address) {
        List<VirtualLog> logs = addresses.get(address);
        if (logs == null) {
            throw new IllegalArgumentException("no address " + address);
        }
        return logs;
    }

    /** Taken at once: what the world outside sends. */
    public void append(String address, Message message) {
        List<VirtualLog> logs = logs(address);
        String key = message.key().orElse(message.id());
        VirtualLog log = logs.get(Math.floorMod(key.hashCode(), logs.size()));
        time.note("taken", log, message.type(), message.id(), key);
        log.append(message);
    }

    /** How a node writes. */
    public Outlet outlet(VirtualNode node) {
        return new Outlet() {
            @Override
            public Future<Void> ready(String address) {
                return Future.succeededFuture();
            }

            @Override
            public Future<Outcome> send(String address, Message message) {
                return write(node, address, message);
            }
        };
    }

    private Future<Outcome> write(VirtualNode node, String address, Message message) {
        Promise<Outcome> answer = node.vertx().getOrCreateContext().promise();
        if (faults.strike()) {
            time.note("write lost", node, address, message.id());
            noAnswer(answer);
            return answer.future();
        }
        String way = node + ">" + address + ">" + message.key().orElse("");
        long arrival = Math.max(
                lastArrivals.getOrDefault(way, 0L),
                time.nanos() + faults.delay().toNanos());
        lastArrivals.put(way, arrival);
        time.plan(null, arrival, () -> arrive(address, message, answer));
        return answer.future();
    }

    private void arrive(String address, Message message, Promise<Outcome> answer) {
        if (faults.strike()) {
            Outcome busy = Outcome.refused(Problem.Kind.BUSY, "The broker is away.", "");
            time.after(faults.delay(), () -> answer.tryComplete(busy));
            return;
        }
        append(address, message);
        if (faults.strike()) {
            time.note("answer lost", address, message.id());
            noAnswer(answer);
        } else {
            time.after(faults.delay(), () -> answer.tryComplete(Outcome.delivered()));
        }
    }

    private void noAnswer(Promise<Outcome> answer) {
        time.after(NO_ANSWER, () -> answer.tryComplete(Outcome.refused(Problem.Kind.TIMEOUT, "No answer.", "")));
    }
}
