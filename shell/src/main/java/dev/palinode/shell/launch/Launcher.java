package dev.palinode.shell.launch;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of Palinode: one program, one subcommand per way to run it. */
@Command(
        name = "palinode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A MySQL proxy with online schema migrations that can be reverted without losing a row.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
public final class Launcher implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    Launcher() {}

    /**
     * Runs one subcommand and ends the process with its exit code: 0 done, 1 something failed, 2 wrong use of the
     * command line.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Launcher()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
