package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A box in memory that is written by its own outlet. */
final class FakeLetters implements DeadLetterBox, Outlet {
    final List<DeadLetter> all = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();

    final AtomicInteger looks = new AtomicInteger();

    @Override
    public Future<Void> browse(Predicate<DeadLetter> more) {
        if (failures.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
            return Future.failedFuture("not now");
        }
        looks.incrementAndGet();
        for (DeadLetter letter : all) {
            if (!more.test(letter)) {
                break;
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        all.removeIf(letter -> ids.contains(letter.id()));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> ready(String address) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Outcome> send(String address, Message message) {
        all.add(DeadLetter.of(message, "nowhere"));
        return Future.succeededFuture(Outcome.delivered());
    }
}
