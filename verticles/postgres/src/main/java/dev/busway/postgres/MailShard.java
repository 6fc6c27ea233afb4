package dev.busway.postgres;

import dev.busway.bus.transport.broker.Shard;
import java.util.HashSet;
import java.util.Set;

/** A group's mail while this node collects it: what it has taken and not ended. Touched by the courier's context. */
final class MailShard extends Shard {
    final Set<Long> taken = new HashSet<>();
    /** Handled, and not deleted yet. */
    final Set<Long> ended = new HashSet<>();
}
