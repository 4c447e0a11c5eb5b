package dev.palinode.shell.launch.access;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palinode user}: help with the users file. */
@Command(
        name = "user",
        description = "Helps to write the users file of \"palinode serve --users\".",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = UserHashCommand.class,
        footerHeading = "%nExamples:%n",
        footer = "  palinode user hash shop")
public final class UserCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean helpRequested;

    /** For picocli. */
    public UserCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? One of: hash");
    }
}
