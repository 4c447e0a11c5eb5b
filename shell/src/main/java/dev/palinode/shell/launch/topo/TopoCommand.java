package dev.palinode.shell.launch.topo;

import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.topo.client.TopoUrl;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.config.topo.TopoReader;
import dev.palinode.shell.launch.topo.TopoOutput.Format;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code palinode topo}: the topology in which the servers of keyspaces are named. */
@Command(
        name = "topo",
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Looks at the topology in which keyspaces, shards and tablets are named, and changes it. Proxies that"
                    + " serve from it (palinode serve --topo) follow within seconds.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export PALINODE_TOPO=file:/var/lib/palinode/topo",
            "  palinode topo import mysql://shop@db1:3306/commerce --dry-run",
            "  palinode topo import mysql://shop@db1:3306/commerce",
            "  palinode topo list",
            "  palinode topo add-tablet commerce/0 db4:3306 --type RDONLY",
            "  palinode topo get zone1-100",
            "  palinode topo --topo etcd://root@etcd1,etcd2/palinode validate"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the topology cannot be reached, what was asked cannot be done, or validate has found something",
            "2:wrong use of the command line"
        },
        subcommands = {
            ListCommand.class,
            GetCommand.class,
            HistoryCommand.class,
            ValidateCommand.class,
            CreateKeyspaceCommand.class,
            AddTabletCommand.class,
            SetAddressCommand.class,
            RemoveTabletCommand.class,
            ImportCommand.class
        })
public final class TopoCommand implements Runnable {
    private static final String VARIABLE = "PALINODE_TOPO";
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--topo",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "file:/path, or etcd://user@host:2379,host2:2379/root?ssl-mode=... Default: the environment"
                    + " variable " + VARIABLE)
    private Optional<String> topo = Optional.empty();

    @Option(
            names = "--topo-password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The password of etcd's user. Default: the environment variable "
                    + TopoReader.TOPO_PASSWORD_VARIABLE)
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "table|json",
            scope = ScopeType.INHERIT,
            description = "How results are printed. Default: table")
    private Format output = Format.TABLE;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this text.")
    private boolean helpRequested;

    /** For picocli. */
    public TopoCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? One of: " + String.join(", ", spec.subcommands().keySet()));
    }

    /** What a subcommand does with the open topology. */
    interface Action {
        int run(TopoStore store, TopoOutput out);
    }

    /** Opens the topology, runs, and says in the message's words what went wrong. */
    int with(CommandSpec command, Action action) {
        PrintWriter err = command.commandLine().getErr();
        TopoUrl url = url(command);
        try (TopoStore store = url.open()) {
            return action.run(store, new TopoOutput(command.commandLine().getOut(), err, output));
        } catch (TopoFault | SetupFault e) {
            boolean away = e instanceof TopoFault fault && fault.kind() == TopoFault.Kind.AWAY;
            err.println(command.qualifiedName() + ": " + (away ? url + ": " : "") + e.getMessage());
            err.flush();
            return FAILED;
        }
    }

    private TopoUrl url(CommandSpec command) {
        String text = topo.or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(), "which topology? Say --topo, or set " + VARIABLE));
        try {
            return TopoUrl.parse(text, password(passwordFile, TopoReader.TOPO_PASSWORD_VARIABLE));
        } catch (TopoFault | IOException e) {
            throw new ParameterException(command.commandLine(), "--topo: " + e.getMessage(), e);
        }
    }

    /** All of a file but the line end that editors put behind it, or an environment variable. */
    static Optional<String> password(Optional<Path> file, String variable) throws IOException {
        if (file.isEmpty()) {
            return Optional.ofNullable(System.getenv(variable));
        }
        try {
            String text = Files.readString(file.get(), StandardCharsets.UTF_8);
            return Optional.of(text.replaceFirst("\\r?\\n$", ""));
        } catch (IOException e) {
            throw new IOException("cannot read the password in " + file.get(), e);
        }
    }

    /** An editor for the person at this terminal. */
    static TopoEditor editor(TopoStore store) {
        return new TopoEditor(
                store,
                System.getProperty("user.name", "?") + "@" + host() + " by palinode topo",
                InstantSource.system());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
