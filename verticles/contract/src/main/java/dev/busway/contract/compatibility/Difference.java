package dev.busway.contract.compatibility;

/**
 * One difference between two versions of a contract.
 *
 * @param pointer where, as a JSON pointer into the new document; into the old one for what is gone
 * @param reason what it is, and what it does to those who follow the old contract
 */
public record Difference(String pointer, Level level, String reason) {}
