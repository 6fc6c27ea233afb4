package dev.busway.node.cli;

import dev.busway.node.Failure;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Tells a failure in one line, or as JSON where the call says so; the stack trace is for those who ask with {@code -v}. */
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failed, CommandLine command, ParseResult parsed) {
        Failure failure = Failure.of(failed);
        ParseResult verb = command.getParseResult();
        if (verb.hasMatchedOption("--json")) {
            command.getOut().println(Json.failure(failure));
        }
        failure.lines().forEach(line -> command.getErr().println("busway: " + line));
        if (verb.hasMatchedOption("--verbose")) {
            failed.printStackTrace(command.getErr());
        }
        return failure.exitCode();
    }
}
