package dev.busway.bus.service;

/** Whether a call may reach more than one instance. */
public enum Repeat {
    /** Twice does no more than once. */
    MAY,
    /** Only what no instance has seen goes to another one. */
    MAY_NOT
}
