package dev.busway.contract;

import dev.busway.message.Payload;
import java.util.List;

/** Checks payloads of one message type. Safe on any thread; never blocks; never throws. */
@FunctionalInterface
public interface PayloadValidator {
    PayloadValidator ANYTHING = payload -> List.of();

    /** The faults found, at most a few, the most telling first; empty when the payload is valid. */
    List<PayloadFault> check(Payload payload);
}
