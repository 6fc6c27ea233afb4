package dev.busway.bus;

/** A refusal at the author's API: fails the future, so that {@code compose} stops and nobody overlooks it. No stack trace. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.kind().code() + ": " + problem.cause(), null, false, false);
        this.problem = problem;
    }

    public ProblemException(Problem.Kind kind, String cause, String mend) {
        this(Problem.of(kind, cause, mend));
    }

    public Problem problem() {
        return problem;
    }
}
