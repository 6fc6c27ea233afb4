package dev.busway.http.door;

/** What a route's requests count against. */
public enum Intake {
    /** The node's requests in flight; refused while draining. */
    COUNTED,
    /** A bound of its own (streams, sockets); refused while draining. */
    OWN_BOUND,
    /** Nothing: probes are answered always. */
    ALWAYS
}
