package dev.palinode.shell.launch;

import dev.palinode.shell.Shell;
import dev.palinode.shell.ShellOptions;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.render.Style;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
                    + " runs up to its first error. Rows of scripts and of -e go to standard output: aligned when that is"
                    + " a terminal, otherwise one line per row with tabs between the values, names first,"
                    + " \\t \\n \\\\ \\0 escaped and NULL as the word. Errors go to standard error.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode shell -u shop -p commerce",
            "  palinode shell -e \"SHOW VITESS_MIGRATIONS LIKE 'running'\\G\"",
            "  palinode shell --database commerce < changes.sql"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything ran",
            "1:a statement of a script failed, or there is no connection",
            "2:wrong use of the command line"
        })
final class ShellCommand implements Callable<Integer> {
    /** Environment variable that may hold the password. */
    static final String PASSWORD_VARIABLE = "PALINODE_PASSWORD";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--host"},
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Server. Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = {"-P", "--port"},
            paramLabel = "PORT",
            defaultValue = "15306",
            description = "TCP port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            defaultValue = "root",
            description = "Account. Default: ${DEFAULT-VALUE}")
    private String user = "";

    @Option(
            names = {"-p", "--password"},
            description = "Ask for the password. Without it, it is the environment variable " + PASSWORD_VARIABLE
                    + ", or empty.")
    private boolean askPassword;

    @Option(
            names = {"-D", "--database"},
            paramLabel = "NAME",
            description = "Current database; also as the last word of the command line.")
    private Optional<String> database = Optional.empty();

    @Parameters(index = "0", arity = "0..1", paramLabel = "DATABASE", hidden = true)
    private Optional<String> databaseOperand = Optional.empty();

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "SQL",
            description = "Run these statements and leave.")
    private Optional<String> execute = Optional.empty();

    @ArgGroup(exclusive = true, heading = "")
    private @Nullable Format format;

    @Option(
            names = {"-f", "--force"},
            description = "Go on after a failed statement of a script; the exit code is 1 all the same.")
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

    /** How results look, one of three. */
    static final class Format {
        @Option(
                names = {"-t", "--table"},
                description = "Aligned tables, also where no terminal reads them.")
        private boolean table;

        @Option(
                names = {"-E", "--vertical"},
                description = "One line per column.")
        private boolean vertical;

        @Option(
                names = {"-B", "--batch"},
                description = "Tabs between values, also on a terminal.")
        private boolean batch;

        Optional<Style> style() {
            if (table) {
                return Optional.of(Style.TABLE);
            }
            if (vertical) {
                return Optional.of(Style.VERTICAL);
            }
            return batch ? Optional.of(Style.BATCH) : Optional.empty();
        }
    }

    @Override
    public Integer call() {
        return Shell.run(options());
    }

    private ShellOptions options() {
        String name = database.or(() -> databaseOperand).orElse("");
        return new ShellOptions(
                connect(name),
                new ShellOptions.Script(execute, Optional.empty()),
                Optional.ofNullable(format).flatMap(Format::style),
                new ShellOptions.Manner(force, false, false, true, ShellOptions.Colour.AUTO),
                history.orElseGet(ShellOptions::defaultHistory));
    }

    private ConnectOptions connect(String name) {
        try {
            return new ConnectOptions(host, port, user, password(), name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private String password() {
        if (!askPassword) {
            return Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElse("");
        }
        return Shell.askPassword()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no terminal to ask for the password; set " + PASSWORD_VARIABLE));
    }
}
