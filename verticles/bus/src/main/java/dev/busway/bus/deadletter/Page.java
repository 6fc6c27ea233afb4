package dev.busway.bus.deadletter;

import dev.busway.bus.transport.DeadLetter;
import java.util.List;
import java.util.Optional;

/**
 * Some letters.
 *
 * @param letters oldest first within one dead-letter address
 * @param next what to ask the next page by: the id of the last letter; empty when there are no more
 */
public record Page(List<DeadLetter> letters, Optional<String> next) {}
