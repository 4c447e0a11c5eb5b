package dev.palinode.shell.launch.topo;

import dev.palinode.engine.preflight.ClusterFinder;
import dev.palinode.engine.preflight.FoundServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.client.FreeAliases;
import dev.palinode.engine.topo.client.ShardName;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoView;
import dev.palinode.proxy.config.topo.TopoReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo import}: a running cluster, from one of its servers. */
@Command(
        name = "import",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Follows a running cluster from one of its servers, down to the replicas and up to the source, and adds"
                    + " all servers to the topology. The schema is the keyspace, which is made if it is not there."
                    + " Servers are only looked at.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode topo import mysql://shop@db1:3306/commerce --dry-run",
            "  palinode topo import mysql://shop@db1:3306/commerce --password-file shop.pw --cell zone2"
        })
final class ImportCommand implements Callable<Integer> {
    private static final List<String> HEADINGS = List.of("Alias", "Address", "Type", "Replicates from", "Version", "");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "A server: mysql://user@host:port/schema. The account must be valid at all of them.")
    private String url = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "The account's password. Default: the environment variable " + TopoReader.TABLET_PASSWORD_VARIABLE)
    private Optional<Path> passwordFile = Optional.empty();

    @Option(names = "--cell", paramLabel = "CELL", description = "The cell of new tablets. Default: zone1")
    private String cell = FreeAliases.CELL;

    @Option(names = "--dry-run", description = "Only show what was found.")
    private boolean dryRun;

    ImportCommand() {}

    /** A server, its record, and whether the topology has it already. */
    private record Planned(FoundServer server, TabletRecord tablet, boolean there) {}

    @Override
    public Integer call() {
        BackendUrl start = start();
        return topo.with(spec, (store, out) -> {
            ClusterFinder.Cluster cluster = ClusterFinder.find(start);
            List<Planned> plan = plan(TopoView.read(store), cluster, start.schema());
            show(plan, out);
            cluster.notes().forEach(out::say);
            if (cluster.primary().isEmpty()) {
                out.say("none of these, or more than one, is writable and replicates from nobody:"
                        + " the topology will have no primary until a proxy has seen one");
            }
            if (!dryRun) {
                write(store, start.schema(), plan);
                out.say("written: " + plan.stream().filter(one -> !one.there()).count() + " new tablets");
            }
            return 0;
        });
    }

    private BackendUrl start() {
        try {
            BackendUrl parsed = BackendUrl.parse(url);
            return TopoCommand.password(passwordFile, TopoReader.TABLET_PASSWORD_VARIABLE)
                    .map(parsed::withPassword)
                    .orElse(parsed);
        } catch (IllegalArgumentException | IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<Planned> plan(TopoView view, ClusterFinder.Cluster cluster, String keyspace) {
        FreeAliases free = FreeAliases.of(view, cell);
        List<Planned> plan = new ArrayList<>();
        for (FoundServer server : cluster.servers()) {
            Optional<TabletRecord> there = view.tablets().values().stream()
                    .filter(tablet -> tablet.address().equals(server.address()))
                    .findFirst();
            TabletRecord tablet = there.orElseGet(() ->
                    new TabletRecord(free.next(), server.address(), TabletType.REPLICA, keyspace, ShardName.ONLY));
            boolean primary = cluster.primary().equals(Optional.of(server));
            plan.add(new Planned(server, primary ? tablet.withType(TabletType.PRIMARY) : tablet, there.isPresent()));
        }
        return plan;
    }

    private static void show(List<Planned> plan, TopoOutput out) {
        if (out.isJson()) {
            out.json(plan.stream().map(one -> one.tablet().toJson()).toList());
            return;
        }
        out.table(
                HEADINGS,
                plan.stream()
                        .map(one -> List.of(
                                one.tablet().alias().toString(),
                                one.server().address().toString(),
                                one.tablet().type().name(),
                                one.server().source().orElse("nobody"),
                                one.server().version(),
                                one.there() ? "is there already" : "new"))
                        .toList());
    }

    private static void write(TopoStore store, String keyspace, List<Planned> plan) {
        TopoEditor editor = TopoCommand.editor(store);
        if (TopoView.read(store).keyspace(keyspace).isEmpty()) {
            editor.createKeyspace(keyspace, ShardName.ONLY);
        }
        plan.stream()
                .filter(one -> !one.there())
                .forEach(one -> editor.addTablet(one.tablet().withType(TabletType.REPLICA)));
        plan.stream()
                .filter(one -> one.tablet().type() == TabletType.PRIMARY)
                .forEach(one -> editor.setPrimary(
                        one.tablet().keyspace(),
                        one.tablet().shard(),
                        one.tablet().alias(),
                        Instant.now()));
    }
}
