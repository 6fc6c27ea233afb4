package dev.busway.node.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a verb speaks: the options that every verb has, and its two outputs. */
final class Voice {
    /** What is told to whom. */
    enum Form {
        PEOPLE,
        PROGRAMS
    }

    @Spec(Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON for programs, an object a line.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print stack traces of failures.")
    private boolean verbose;

    Form form() {
        return json ? Form.PROGRAMS : Form.PEOPLE;
    }

    boolean verbose() {
        return verbose;
    }

    /** The result; for pipes. */
    void say(String line) {
        command.commandLine().getOut().println(line);
        command.commandLine().getOut().flush();
    }

    /** What a person wants to know besides the result. */
    void remark(String line) {
        command.commandLine().getErr().println(line);
        command.commandLine().getErr().flush();
    }
}
