package dev.palinode.shell.launch;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ConfigFault;
import dev.palinode.proxy.config.ConfigLoader;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.Settings;
import dev.palinode.shell.launch.access.SecurityOptions;
import dev.palinode.shell.launch.option.OperationsOptions;
import dev.palinode.shell.launch.option.TopoOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palinode serve}: the proxy and the engine in front of servers that are there already. */
@Command(
        name = "serve",
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Puts the proxy in front of a MySQL or MariaDB server and its replicas.",
            "",
            "Prints the line \"ready: HOST:PORT\" on standard output once clients can connect, logs to standard error,"
                    + " and stops in order on SIGTERM and SIGINT. Clients log in as a user of the users file, or else"
                    + " with the user and password of the backends.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode serve --backend mysql://shop:secret@db1:3306/commerce",
            "  palinode serve --backend 'mysql://shop:$${DB_PASSWORD}@db1/commerce' --listen 127.0.0.1:3307",
            "  palinode serve --topo etcd://etcd1,etcd2/palinode --keyspace commerce --tablet-user shop"
                    + " --tablet-password-file shop.pw",
            "  palinode serve --config palinode.yaml"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:a backend cannot be used, or the port is taken",
            "2:wrong use of the command line, or a mistake in the configuration"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--backend",
            paramLabel = "URL",
            description = "A server: mysql://user:password@host:port/schema. Say it again for each replica; who is the"
                    + " primary is found by looking. The schema is the keyspace. Special characters are"
                    + " percent-encoded, and $${NAME} is taken from the environment.")
    private List<String> backends = List.of();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where clients connect; without a users file a loopback address. Default: 127.0.0.1:15306")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--ddl-strategy",
            paramLabel = "STRATEGY",
            description = "The @@ddl_strategy that sessions start with. Default: direct")
    private Optional<String> ddlStrategy = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML with keys that are called as the options, and backends. Options go before it.")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private TopoOptions topo = new TopoOptions();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    @Mixin
    private OperationsOptions operations = new OperationsOptions();

    ServeCommand() {}

    @Override
    public Integer call() {
        LogLevel.forServer();
        try (StopSignal stop = StopSignal.armed()) {
            Settings flags = Settings.ofFlags(backends, listen, ddlStrategy)
                    .withSecurity(security.settings())
                    .withOperations(operations.said())
                    .and(topo.said());
            ProxyConfig checked = ConfigLoader.load(flags, config, System.getenv());
            stop.allow(checked.operations().limits().shutdownGrace());
            try (Serving serving = ProxyMain.start(checked)) {
                Failures.ready(serving.address());
                stop.await();
            }
            return 0;
        } catch (ConfigFault e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (SetupFault | EngineFault | IOException e) {
            return Failures.report(spec, e);
        }
    }
}
