package dev.busway.contract.source;

/** Tells on which line of its text a part of a document stands. Asked only when there is a fault, so it may be slow. */
@FunctionalInterface
interface Lines {
    /** The line, from 1, of the deepest part on the way to {@code pointer} that exists. */
    int of(String pointer);
}
