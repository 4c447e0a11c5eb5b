package dev.palinode.shell.launch;

import dev.palinode.shell.Shell;
import dev.palinode.shell.ShellOptions;
import dev.palinode.shell.ShellOptions.Colour;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.launch.access.EngineRules;
import dev.palinode.shell.launch.connect.ConnectionOptions;
import dev.palinode.shell.launch.option.OutputOptions;
import dev.palinode.shell.render.Style;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode shell}: a SQL shell for a proxy or any other MySQL server. */
@Command(
        name = "shell",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = Version.class,
        description = {
            "Opens a SQL shell on a Palinode proxy, or on any other MySQL or MariaDB server.",
            "",
            "On a terminal it reads statements and shows aligned tables. Without one, standard input is a script that"
                    + " runs up to its first error, and nothing is ever asked. Rows go to standard output, everything"
                    + " else to standard error. The commands that help lists can stand in scripts, too.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode shell -u shop -p commerce",
            "  palinode shell mysql://shop@127.0.0.1:15306/commerce",
            "  palinode shell -e \"migrations running\" --format json",
            "  palinode shell -e \"wait orders --timeout 2h\" && echo complete",
            "  palinode shell --watch=5 -e \"SHOW PROCESSLIST\"",
            "  palinode shell --database commerce < changes.sql"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything ran",
            "1:a statement or a command of a script failed",
            "2:wrong use of the command line or of a command",
            "3:there is no connection, or the account was refused",
            "4:a migration that was waited for or followed has failed or was cancelled",
            "5:the time of wait is over; the migration runs on",
            "6:there are changes, where it was asked whether there are any",
            "7:refused for safety; --yes confirms",
            "130:interrupted"
        })
final class ShellCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "DATABASE", hidden = true)
    private Optional<String> operand = Optional.empty();

    @ArgGroup(exclusive = true, heading = "")
    private @Nullable Source source;

    @ArgGroup(exclusive = true, heading = "")
    private @Nullable OutputOptions output;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = "Run the statement of -e every so many seconds (2), until Ctrl-C.")
    private Optional<BigDecimal> watch = Optional.empty();

    @Option(
            names = {"-N", "--skip-column-names"},
            description = "Rows without the names of their columns.")
    private boolean skipNames;

    @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never. NO_COLOR is respected.")
    private Optional<Colour> colour = Optional.empty();

    @Option(names = "--echo", description = "Show the statements that commands of the shell send.")
    private boolean echo;

    @Option(names = "--yes", description = "Confirm in advance whatever would be asked.")
    private boolean yes;

    @Option(
            names = "--force",
            description = "Go on after a failed statement of a script; the exit code is that of the first failure.")
    private boolean force;

    @Option(names = "--history", paramLabel = "FILE", description = "Default: ~/.palinode/history")
    private Optional<Path> history = Optional.empty();

    // Not the standard mixin, whose -h would be in the way of the host. Both fields are for picocli only.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "Show this text.")
    private boolean helpRequested;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean versionRequested;

    ShellCommand() {}

    /** What to run instead of asking a person, one of two. */
    static final class Source {
        @Option(
                names = {"-e", "--execute"},
                paramLabel = "SQL",
                description = "Run these statements and leave.")
        private Optional<String> execute = Optional.empty();

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "Run the statements of this file and leave.")
        private Optional<Path> file = Optional.empty();
    }

    @Override
    public Integer call() {
        try {
            return Shell.run(options(), new EngineRules());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ShellOptions options() {
        ConnectOptions connect = connection.resolve(
                operand, System.getenv(), Path.of(System.getProperty("user.home", ".")), Shell::askPassword);
        Optional<Style> style = Optional.ofNullable(output).flatMap(OutputOptions::style);
        boolean executes = source != null && source.execute.isPresent();
        if (watch.isPresent() && !executes) {
            throw new IllegalArgumentException("--watch goes with -e");
        }
        ShellOptions.Script script = Optional.ofNullable(source)
                .map(given -> new ShellOptions.Script(given.execute, given.file, watch.map(BigDecimal::toPlainString)))
                .orElse(ShellOptions.Script.NONE);
        return new ShellOptions(
                connect,
                script,
                style,
                new ShellOptions.Manner(force, yes, echo, !skipNames, colour.orElse(Colour.AUTO)),
                history.orElseGet(ShellOptions::defaultHistory));
    }
}
