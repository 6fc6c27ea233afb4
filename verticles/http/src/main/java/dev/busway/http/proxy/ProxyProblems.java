package dev.busway.http.proxy;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;

/** How a request is refused that was to be passed on. */
final class ProxyProblems {
    static final int METHOD_NOT_ALLOWED = 405;
    static final int BAD_REQUEST = 400;
    static final int BAD_GATEWAY = 502;
    static final int REQUEST_TIMEOUT = 408;
    static final int UNAVAILABLE = 503;
    static final int LOOP_DETECTED = 508;

    private ProxyProblems() {}

    static int status(Problem problem) {
        return problem.kind() == Kind.BROKEN ? BAD_GATEWAY : problem.kind().httpStatus();
    }

    static Problem method(String method) {
        return Problem.of(Kind.INVALID, method + " is not passed on.", "Use another method.");
    }

    static Problem dots(String path) {
        return Problem.of(Kind.INVALID, "The path " + path + " has a segment of dots.", "Send the path that is meant.");
    }

    static Problem loop(String service) {
        return Problem.of(
                Kind.BROKEN,
                "This node has passed the request on before: it is an instance of the service " + service
                        + " itself, or the service passes it back.",
                "Name another service in x-busway.proxy.");
    }

    static Problem full(String what, String setting) {
        return Problem.of(
                Kind.BUSY,
                "As many " + what + " are under way as may be.",
                "Try again in a moment, or ask for a higher " + setting + ".");
    }

    static Problem tooLarge(long limit) {
        return Problem.of(
                Kind.TOO_LARGE,
                "The body is longer than the " + limit + " bytes that this path takes.",
                "Send less at once, or ask for a higher bodyLimit of its x-busway.proxy.");
    }

    static Problem slow() {
        return Problem.of(
                Kind.TIMEOUT,
                "The body did not come: nothing moved for longer than may be.",
                "Send it faster, or ask for a longer idle of its x-busway.proxy.");
    }
}
