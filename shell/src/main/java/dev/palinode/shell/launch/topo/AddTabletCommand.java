package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.client.FreeAliases;
import dev.palinode.engine.topo.client.ShardName;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoView;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo add-tablet}. */
@Command(
        name = "add-tablet",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Adds a server to a shard. No server is touched; who is the primary is found by looking.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  palinode topo add-tablet commerce db2:3306",
            "  palinode topo add-tablet commerce/0 db3 --alias zone2-300 --type RDONLY --tag rack=7"
        })
final class AddTabletCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(index = "0", paramLabel = "KEYSPACE[/SHARD]", description = "Where it belongs.")
    private String shard = "";

    @Parameters(index = "1", paramLabel = "HOST[:PORT]", description = "Where MySQL or MariaDB listens.")
    private String address = "";

    @Option(
            names = "--alias",
            paramLabel = "CELL-NUMBER",
            description = "Its name. Default: the next free one of zone1-100, zone1-101, ...")
    private Optional<String> alias = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "REPLICA, or RDONLY if it shall never become the primary. Default: REPLICA")
    private TabletType type = TabletType.REPLICA;

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A remark; may be said again.")
    private Map<String, String> tags = new TreeMap<>();

    AddTabletCommand() {}

    @Override
    public Integer call() {
        if (type == TabletType.PRIMARY) {
            throw new ParameterException(spec.commandLine(), "--type is REPLICA or RDONLY");
        }
        ServerAddress server = address(spec, address);
        return topo.with(spec, (store, out) -> {
            ShardName name = ShardName.parse(shard);
            TabletAlias chosen = alias.map(TabletAlias::parse)
                    .orElseGet(() -> FreeAliases.of(TopoView.read(store), FreeAliases.CELL)
                            .next());
            TabletRecord tablet =
                    new TabletRecord(chosen, server, type, name.keyspace(), name.shard(), new TreeMap<>(tags));
            TopoCommand.editor(store).addTablet(tablet);
            out.say("added tablet " + chosen);
            return 0;
        });
    }

    /** An address as it was typed; wrong use of the command line if it is none. */
    static ServerAddress address(CommandSpec spec, String text) {
        try {
            return ServerAddress.parse(text, BackendUrl.DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
