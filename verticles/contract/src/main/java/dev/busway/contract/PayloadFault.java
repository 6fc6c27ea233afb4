package dev.busway.contract;

/**
 * What is wrong with a payload.
 *
 * @param pointer where: RFC 6901 JSON pointer into the payload, empty for the whole
 * @param reason what, in one sentence
 */
public record PayloadFault(String pointer, String reason) {}
