package dev.busway.contract;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One operation: what a service does with a channel.
 *
 * @param name its key in the document
 * @param action whether the service receives or sends
 * @param channel address of its channel
 * @param messages types that it takes or makes; empty: all of the channel's
 * @param replyChannel address of the channel that takes answers, where there are any
 * @param replies whether callers get an answer
 * @param replyMessages types of the answers
 * @param timeout how long a caller waits, 1 ms to 1 h
 * @param maxInFlight most calls of one node at once; more are refused with BUSY, 1 to 1,000,000
 * @param http the route of its own, beside the channel's generic one
 * @param respond whether the door answers at once or with an operation to follow
 * @param breaker when calls are no longer tried; empty: each is
 * @param perPrincipal most calls at once on one node of one caller outside, 1 to 1,000,000; empty: a caller may have them all
 */
public record OperationSpec(
        String name,
        Action action,
        String channel,
        List<String> messages,
        Optional<String> replyChannel,
        boolean replies,
        List<String> replyMessages,
        Duration timeout,
        int maxInFlight,
        Optional<HttpRoute> http,
        Respond respond,
        Optional<BreakerSpec> breaker,
        OptionalInt perPrincipal) {

    /** An operation without a breaker, of which each caller may have all. */
    public OperationSpec(
            String name,
            Action action,
            String channel,
            List<String> messages,
            Optional<String> replyChannel,
            boolean replies,
            List<String> replyMessages,
            Duration timeout,
            int maxInFlight,
            Optional<HttpRoute> http,
            Respond respond) {
        this(
                name,
                action,
                channel,
                messages,
                replyChannel,
                replies,
                replyMessages,
                timeout,
                maxInFlight,
                http,
                respond,
                Optional.empty(),
                OptionalInt.empty());
    }

    /** The same operation with a breaker. */
    public OperationSpec guardedBy(BreakerSpec spec) {
        return new OperationSpec(
                name,
                action,
                channel,
                messages,
                replyChannel,
                replies,
                replyMessages,
                timeout,
                maxInFlight,
                http,
                respond,
                Optional.of(spec),
                perPrincipal);
    }

    /** The same operation, of which one caller outside may have so many calls at once. */
    public OperationSpec sharedBy(int most) {
        return new OperationSpec(
                name,
                action,
                channel,
                messages,
                replyChannel,
                replies,
                replyMessages,
                timeout,
                maxInFlight,
                http,
                respond,
                breaker,
                OptionalInt.of(most));
    }

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    /** Whether the answer is kept in an inbox until it is fetched, so that a node without a database cannot offer it. */
    public boolean needsDatabase() {
        return respond == Respond.LATER;
    }

    /** The AsyncAPI action, seen from the service that the document describes. */
    public enum Action {
        SEND,
        RECEIVE;

        /** As contracts write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When a door answers. */
    public enum Respond {
        /** With the reply. */
        NOW("now"),
        /** 202 and an operation: return first, finish later. */
        LATER("later");

        private final String word;

        Respond(String word) {
            this.word = word;
        }

        /** As contracts write it. */
        public String word() {
            return word;
        }
    }
}
