package dev.busway.testkit.simulation;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The dead letters of one address of a simulated broker; each node sees them by a {@link #box} of its own. */
public final class VirtualLetters {
    private final VirtualBroker broker;
    private final VirtualLog log;
    private final Set<String> removed = new HashSet<>();

    /** @param address has one partition */
    public VirtualLetters(VirtualBroker broker, String address) {
        this.broker = broker;
        this.log = broker.logs(address).get(0);
    }

    /** Those that are there, oldest first. */
    public List<DeadLetter> all() {
        List<DeadLetter> all = new ArrayList<>();
        for (Message message : log.messages()) {
            DeadLetter letter = message.type().equals(VirtualMember.UNREADABLE)
                    ? DeadLetter.unreadable(message.extensions(), message.id())
                    : DeadLetter.of(message, message.id());
            if (!removed.contains(letter.id())) {
                all.add(letter);
            }
        }
        return all;
    }

    public void remove(Collection<String> ids) {
        removed.addAll(ids);
    }

    public DeadLetterBox box(VirtualNode node) {
        return new DeadLetterBox() {
            @Override
            public Future<Void> browse(Predicate<DeadLetter> more) {
                return after(node, () -> {
                    for (DeadLetter letter : all()) {
                        if (!more.test(letter)) {
                            return;
                        }
                    }
                });
            }

            @Override
            public Future<Void> remove(Collection<String> ids) {
                List<String> gone = List.copyOf(ids);
                return after(node, () -> VirtualLetters.this.remove(gone));
            }
        };
    }

    /** There and back; it may fail before, or behind, what it does. */
    private Future<Void> after(VirtualNode node, Runnable work) {
        Promise<Void> done = node.vertx().getOrCreateContext().promise();
        Faults faults = broker.faults();
        broker.time().after(faults.delay(), () -> {
            boolean fails = faults.strike();
            if (!fails || faults.strike()) {
                work.run();
            }
            broker.time().after(faults.delay(), () -> {
                if (fails) {
                    done.fail(new ProblemException(Problem.of(Problem.Kind.BUSY, "The broker is away.", "")));
                } else {
                    done.complete();
                }
            });
        });
        return done.future();
    }
}
