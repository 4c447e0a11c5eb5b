package dev.palinode.shell.launch;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.shell.Shell;
import dev.palinode.shell.ShellOptions;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.launch.access.EngineRules;
import dev.palinode.shell.launch.demo.DemoProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palinode demo}: servers with a shop in them, the proxy, and the shell, in one process. */
@Command(
        name = "demo",
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Starts two MariaDB servers of its own (a primary and its replica) with the keyspace commerce, the proxy in"
                    + " front of them, and a shell. Leaving the shell stops everything.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or stopped by a signal",
            "1:something could not be started",
            "2:wrong use of the command line"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode demo",
            "  palinode demo --rows 2000000 --data-dir ~/palinode-demo",
            "  palinode demo --no-shell --port 15307"
        })
final class DemoCommand implements Callable<Integer> {
    private static final long MAX_ROWS = 20_000_000;
    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Orders to create; the other tables follow from it. Default: ${DEFAULT-VALUE}")
    private long rows;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep the data here and continue from it next time. Default: a temporary directory, removed"
                    + " at the end")
    private Optional<Path> dataDir = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "15306",
            description = "Where the proxy listens on 127.0.0.1. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--no-shell",
            description = "Open no shell: print the line \"ready: 127.0.0.1:PORT\" once clients can connect, and run"
                    + " until SIGTERM or SIGINT.")
    private boolean noShell;

    DemoCommand() {}

    @Override
    public Integer call() {
        checkOptions();
        if (noShell) {
            LogLevel.forServer();
        } else {
            LogLevel.forShell();
        }
        try (StopSignal stop = StopSignal.armed()) {
            return run(stop);
        } catch (IOException | SetupFault | EngineFault | SQLException e) {
            return Failures.report(spec, e);
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void checkOptions() {
        if (rows < 1 || rows > MAX_ROWS) {
            throw new ParameterException(spec.commandLine(), "--rows takes 1 to " + MAX_ROWS + ", not " + rows);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port takes 1 to " + MAX_PORT + ", not " + port);
        }
    }

    private int run(StopSignal stop) throws IOException, InterruptedException, SQLException {
        if (!FreePorts.isFree(port)) {
            throw new IOException("port " + port + " of 127.0.0.1 is in use; choose another one with --port");
        }
        Progress progress = Progress.onStandardError();
        try (DemoDirectory directory = DemoDirectory.open(dataDir);
                DemoServers servers = DemoServers.start(directory, progress)) {
            load(directory, servers, progress);
            progress.step("Starting the proxy");
            try (DemoProxy proxy = DemoProxy.start(config(servers), directory.logs(), Launcher.class.getName())) {
                if (noShell) {
                    Failures.ready(proxy.address());
                    stop.await();
                    return 0;
                }
                Welcome.print(proxy.address(), directory.loaded().orElse(""));
                ConnectOptions connect = new ConnectOptions(
                        proxy.address().host(),
                        port,
                        DemoServers.LOGIN.user(),
                        DemoServers.LOGIN.password(),
                        ShopLoader.KEYSPACE);
                int code = Shell.run(ShellOptions.interactive(connect), new EngineRules(), proxy);
                progress.step("Stopping the proxy and the servers");
                return code;
            }
        }
    }

    private void load(DemoDirectory directory, DemoServers servers, Progress progress)
            throws IOException, InterruptedException, SQLException {
        Optional<String> loaded = directory.loaded();
        if (loaded.isPresent()) {
            progress.step("Continuing with the " + loaded.get() + " orders that are there");
            return;
        }
        String step = String.format("Loading the keyspace %s with %,d orders", ShopLoader.KEYSPACE, rows);
        try (Connection connection = servers.connect()) {
            ShopLoader.load(connection, rows, percent -> progress.percent(step, percent));
        } finally {
            progress.end();
        }
        directory.setLoaded(String.format("%,d", rows));
    }

    private ProxyConfig config(DemoServers servers) {
        List<BackendUrl> backends = List.of(
                backend(servers.primary().address()), backend(servers.replica().address()));
        return new ProxyConfig(new ServerAddress("127.0.0.1", port), backends, DdlStrategy.DIRECT);
    }

    private static BackendUrl backend(ServerAddress address) {
        return new BackendUrl(DemoServers.LOGIN, address, ShopLoader.KEYSPACE);
    }
}
