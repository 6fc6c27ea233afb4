package dev.busway.bus.transport;

import io.vertx.core.Future;

/**
 * What a transport keeps of a channel after it was handled, so that a group can begin again somewhere else. Other groups see nothing
 * of it. Safe on any thread; blocks none.
 */
public interface History {
    /**
     * Where a group stands and where it would begin. Changes nothing.
     *
     * @param group as handlers name it; a point-to-point channel has its one group, whatever is said
     * @return fails with {@link dev.busway.bus.ProblemException}: BUSY where the broker does not answer
     */
    Future<Rewind> plan(String group, Position position);

    /**
     * Lets a group begin there: its members in this cluster end what runs, leave, and come back when it is done. A group that does not
     * exist yet begins there when its first member comes.
     *
     * @return fails as {@link #plan}, and with CONFLICT where members stay that do not belong to this cluster; then the group is where
     *     it was
     */
    Future<Rewind> rewind(String group, Position position);
}
