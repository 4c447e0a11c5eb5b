package dev.palinode.shell.launch;

import dev.palinode.shell.launch.access.UserCommand;
import dev.palinode.shell.launch.completion.CompletionCommand;
import dev.palinode.shell.launch.connect.ConnectionOptions;
import dev.palinode.shell.launch.topo.TopoCommand;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
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
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            ShellCommand.class,
            UserCommand.class,
            TopoCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode demo",
            "  palinode shell -u shop -p commerce",
            "  palinode serve --backend mysql://shop:secret@db1:3306/commerce",
            "  palinode help topo"
        })
public final class Launcher implements Runnable {
    private static final Pattern ADDRESS_WITH_PASSWORD = Pattern.compile("^(?:mysql|mariadb)://[^/@]*:[^/@]*@");

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
        // As for the MySQL clients; Java goes by the list of users, where a container may have nobody.
        Optional.ofNullable(System.getenv("HOME"))
                .filter(home -> !home.isBlank())
                .ifPresent(home -> System.setProperty("user.home", home));
        System.exit(execute(commandLine(), args));
    }

    /** Runs a command line; refuses a password on it, which others could see, before any message could repeat it. */
    static int execute(CommandLine line, String... args) {
        boolean shell = args.length > 0 && args[0].equals("shell");
        if (shell && Arrays.stream(args).anyMatch(Launcher::holdsPassword)) {
            line.getErr()
                    .println("palinode shell: no passwords on the command line: -p alone asks for it," + " or set "
                            + ConnectionOptions.PASSWORD_VARIABLE);
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
        return line.execute(args);
    }

    private static boolean holdsPassword(String word) {
        return (word.startsWith("-p") && word.length() > 2)
                || word.startsWith("--password=")
                || ADDRESS_WITH_PASSWORD.matcher(word).find();
    }

    static CommandLine commandLine() {
        return new CommandLine(new Launcher())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Launcher::explainMisuse);
    }

    /** One line that says what is wrong and one that says where to read on; a page of usage would hide both. */
    private static int explainMisuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage());
        command.getErr().println("Try '" + name + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        String names = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "which command? One of: " + names);
    }
}
