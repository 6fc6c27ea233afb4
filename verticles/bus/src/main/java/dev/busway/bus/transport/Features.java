package dev.busway.bus.transport;

/**
 * What a transport can do.
 *
 * @param durable an accepted message outlives this process
 * @param ordered messages of one key are handled in the order of their sending
 * @param gather publish with many replies
 */
public record Features(boolean durable, boolean ordered, boolean gather) {}
