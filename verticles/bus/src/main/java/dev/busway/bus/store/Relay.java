package dev.busway.bus.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What publishes the messages that wait in the store, and by which engine. One setting for all nodes of a store. Safe on any thread. */
public interface Relay {
    /**
     * How it stands.
     *
     * @param wanted the engine that was chosen
     * @param active the engine that publishes now
     * @param why why that is another one, where it is known
     * @param engines those that there are
     * @param logBytes what the database keeps of its log for the engine; 0 for one that reads no log
     */
    record State(String wanted, String active, Optional<String> why, List<String> engines, long logBytes) {}

    Future<State> state();

    /**
     * Chooses another engine while messages flow: none is lost, and those of one key keep their order.
     *
     * @return completes when that engine publishes; fails with a {@link dev.busway.bus.ProblemException}: INVALID for no such
     *     engine, BUSY where it does not within 30 s: it stays chosen, and the state tells why
     */
    Future<State> switchTo(String engine);
}
