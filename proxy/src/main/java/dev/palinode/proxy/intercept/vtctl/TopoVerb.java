package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sql.cluster.VtctlCommand;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.client.FreeAliases;
import dev.palinode.engine.topo.client.ShardName;
import dev.palinode.engine.topo.store.ShardRecord;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoView;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A command of VTCTL that reads or changes the topology, and touches no server. It has the name that it has in
 * vtctldclient, but for AddTablet: a tablet of Vitess adds itself.
 *
 * @param spelling its name
 * @param usage what stands behind the name; may be empty
 * @param summary what it does, in a sentence
 * @param options the names of its options
 */
record TopoVerb(String spelling, String usage, String summary, Set<String> options, Action action) implements Verb {
    /** Options that take no value. */
    static final Set<String> FLAGS = Set.of("allow-primary");

    private static final List<RowSet.Column> DONE = List.of(ClusterStatements.text("Event"));
    private static final List<RowSet.Column> KEYSPACES = List.of(ClusterStatements.text("Keyspace"));
    private static final List<RowSet.Column> TABLETS = List.of(
            ClusterStatements.text("Keyspace"),
            ClusterStatements.text("Shard"),
            ClusterStatements.text("Alias"),
            ClusterStatements.text("TabletType"),
            ClusterStatements.text("Address"),
            ClusterStatements.text("PrimaryTermStartTime"),
            ClusterStatements.text("Tags"));

    /** All there are. */
    static final List<TopoVerb> ALL = List.of(
            new TopoVerb("GetKeyspaces", "", "Lists the keyspaces of the topology.", Set.of(), TopoVerb::keyspaces),
            new TopoVerb(
                    "GetTablets",
                    "[--keyspace <keyspace>] [--tablet-alias <alias>]",
                    "Lists the tablets of the topology.",
                    Set.of("keyspace", "tablet-alias"),
                    TopoVerb::tablets),
            new TopoVerb(
                    "Validate",
                    "",
                    "Says which records of the topology do not fit together.",
                    Set.of(),
                    TopoVerb::problems),
            new TopoVerb(
                    "CreateKeyspace",
                    "<keyspace>",
                    "Makes a keyspace with one shard in the topology.",
                    Set.of(),
                    TopoVerb::createKeyspace),
            new TopoVerb(
                    "AddTablet",
                    "[--alias <alias>] [--type REPLICA] <keyspace/shard> <host:port>",
                    "Adds a server to a shard of the topology.",
                    Set.of("alias", "type"),
                    TopoVerb::addTablet),
            new TopoVerb(
                    "DeleteTablets",
                    "[--allow-primary] <alias>",
                    "Takes a server out of the topology.",
                    FLAGS,
                    TopoVerb::deleteTablet));

    /** What a command does with the topology, as the person who is named; it blocks. */
    @FunctionalInterface
    interface Action {
        RowSet run(TopoStore store, String user, VtctlCommand command);
    }

    /** Whether the command only looks. */
    boolean looks() {
        return spelling.startsWith("Get") || spelling.equals("Validate");
    }

    /** Of the answer. */
    List<RowSet.Column> columns() {
        return switch (spelling) {
            case "GetKeyspaces" -> KEYSPACES;
            case "GetTablets" -> TABLETS;
            default -> DONE;
        };
    }

    RowSet run(TopoStore store, String user, VtctlCommand command) {
        try {
            return action.run(store, user, command);
        } catch (TopoFault e) {
            throw fault(e);
        }
    }

    private static EngineFault fault(TopoFault e) {
        EngineFault.Kind kind = switch (e.kind()) {
            case AWAY, BUSY -> EngineFault.Kind.UNAVAILABLE;
            case INVALID -> EngineFault.Kind.WRONG_ARGUMENT;
            case EXISTS, MISSING, CHANGED -> EngineFault.Kind.REFUSED;
        };
        return new EngineFault(kind, String.valueOf(e.getMessage()), e);
    }

    private static TopoEditor editor(TopoStore store, String user) {
        return new TopoEditor(store, user + " by VTCTL", InstantSource.system());
    }

    private static RowSet keyspaces(TopoStore store, String user, VtctlCommand command) {
        return new RowSet(
                KEYSPACES,
                TopoView.read(store).keyspaces().keySet().stream()
                        .map(name -> List.of(Optional.of(name)))
                        .toList());
    }

    private static RowSet tablets(TopoStore store, String user, VtctlCommand command) {
        TopoView view = TopoView.read(store);
        Optional<TabletAlias> alias = command.option("tablet-alias").map(TopoVerb::alias);
        return new RowSet(
                TABLETS,
                view.tablets().values().stream()
                        .filter(tablet -> command.option("keyspace")
                                .map(tablet.keyspace()::equals)
                                .orElse(true))
                        .filter(tablet -> alias.map(tablet.alias()::equals).orElse(true))
                        .map(tablet -> row(tablet, view))
                        .toList());
    }

    private static List<Optional<String>> row(TabletRecord tablet, TopoView view) {
        Optional<ShardRecord> ofPrimary = view.shard(tablet.keyspace(), tablet.shard())
                .filter(shard -> shard.primary().equals(Optional.of(tablet.alias())));
        return List.of(
                Optional.of(tablet.keyspace()),
                Optional.of(tablet.shard()),
                Optional.of(tablet.alias().toString()),
                Optional.of((ofPrimary.isPresent() ? TabletType.PRIMARY : tablet.type()).name()),
                Optional.of(tablet.address().toString()),
                ofPrimary.flatMap(ShardRecord::termStart).map(Object::toString),
                Optional.of(tablet.tags().entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(" "))));
    }

    private static RowSet problems(TopoStore store, String user, VtctlCommand command) {
        TopoView view = TopoView.read(store);
        List<String> problems = view.problems();
        return problems.isEmpty()
                ? done("ok: " + view.keyspaces().size() + " keyspaces, "
                        + view.tablets().size() + " tablets")
                : new RowSet(
                        DONE,
                        problems.stream()
                                .map(problem -> List.of(Optional.of(problem)))
                                .toList());
    }

    private static RowSet createKeyspace(TopoStore store, String user, VtctlCommand command) {
        String keyspace = command.arguments().get(0);
        editor(store, user).createKeyspace(keyspace, ShardName.ONLY);
        return done("created keyspace " + keyspace);
    }

    private static RowSet addTablet(TopoStore store, String user, VtctlCommand command) {
        ShardName shard = ShardName.parse(command.arguments().get(0));
        TabletAlias alias = command.option("alias")
                .map(TopoVerb::alias)
                .orElseGet(() ->
                        FreeAliases.of(TopoView.read(store), FreeAliases.CELL).next());
        editor(store, user)
                .addTablet(new TabletRecord(
                        alias, address(command.arguments().get(1)), type(command), shard.keyspace(), shard.shard()));
        return done("added tablet " + alias);
    }

    private static ServerAddress address(String text) {
        try {
            return ServerAddress.parse(text, BackendUrl.DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw VtctlCommand.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static TabletType type(VtctlCommand command) {
        String type = command.option("type").orElse("REPLICA").toUpperCase(Locale.ROOT);
        return switch (type) {
            case "REPLICA" -> TabletType.REPLICA;
            case "RDONLY" -> TabletType.RDONLY;
            default -> throw VtctlCommand.wrong("--type is REPLICA or RDONLY");
        };
    }

    private static RowSet deleteTablet(TopoStore store, String user, VtctlCommand command) {
        TabletAlias alias = alias(command.arguments().get(0));
        editor(store, user).removeTablet(alias, command.option("allow-primary").isPresent());
        return done("removed tablet " + alias);
    }

    private static TabletAlias alias(String text) {
        return TabletAlias.parse(VtctlCommand.alias(text));
    }

    private static RowSet done(String event) {
        return new RowSet(DONE, List.of(List.of(Optional.of(event))));
    }
}
