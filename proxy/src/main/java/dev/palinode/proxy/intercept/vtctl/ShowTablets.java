package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.member.TabletView;
import dev.palinode.engine.sql.cluster.ShowCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** SHOW KEYSPACES, VITESS_SHARDS, VITESS_TABLETS and VITESS_REPLICATION_STATUS, with Vitess's columns. */
final class ShowTablets {
    /** What is shown. */
    enum Kind {
        KEYSPACES("Database"),
        VITESS_SHARDS("Shards"),
        /** The last column is ours. */
        VITESS_TABLETS("Cell Keyspace Shard TabletType State Alias Hostname PrimaryTermStartTime Reason"),
        VITESS_REPLICATION_STATUS("Keyspace Shard TabletType Alias Hostname ReplicationSource ReplicationHealth"
                + " ReplicationLag ThrottlerStatus");

        private final String names;

        Kind(String names) {
            this.names = names;
        }

        static Optional<Kind> of(String subject) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equals(subject))
                    .findFirst();
        }

        List<RowSet.Column> columns() {
            return Stream.of(names.split(" ", -1)).map(ClusterStatements::text).toList();
        }
    }

    /** The rows; blocks while the servers are asked. */
    RowSet answer(Kind kind, ShowCluster show, List<ShardCommands> shards) {
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (ShardCommands commands : shards) {
            switch (kind) {
                case KEYSPACES -> one(rows, show, commands.keyspace());
                case VITESS_SHARDS -> one(rows, show, commands.shard());
                case VITESS_TABLETS -> tablets(rows, show, commands);
                case VITESS_REPLICATION_STATUS -> replicas(rows, show, commands);
            }
        }
        RowSet all = new RowSet(kind.columns(), rows);
        return show.where().isPresent() ? filtered(all, show.where().get(), shards) : all;
    }

    /** By the first shard of which a server can be asked. */
    private static RowSet filtered(RowSet rows, String where, List<ShardCommands> shards) {
        for (ShardCommands commands : shards.subList(0, shards.size() - 1)) {
            try {
                return commands.filter(rows, where);
            } catch (EngineFault e) {
                if (e.kind() != EngineFault.Kind.UNAVAILABLE) {
                    throw e;
                }
            }
        }
        return shards.get(shards.size() - 1).filter(rows, where);
    }

    private static void one(List<List<Optional<String>>> rows, ShowCluster show, String name) {
        if (show.fits(name)) {
            rows.add(List.of(Optional.of(name)));
        }
    }

    /** The pattern is for host names, as in Vitess, or for aliases. */
    private static boolean fits(ShowCluster show, TabletView view) {
        return show.fits(view.host()) || show.fits(view.address()) || show.fits(view.alias());
    }

    private static void tablets(List<List<Optional<String>>> rows, ShowCluster show, ShardCommands commands) {
        for (TabletView view : commands.tablets()) {
            String alias = view.alias();
            if (fits(show, view)) {
                rows.add(List.of(
                        Optional.of(alias.substring(0, alias.lastIndexOf('-'))),
                        Optional.of(commands.keyspace()),
                        Optional.of(commands.shardName()),
                        Optional.of(view.type()),
                        Optional.of(view.state()),
                        Optional.of(alias),
                        Optional.of(view.host()),
                        view.termStart(),
                        Optional.of(view.reason())));
            }
        }
    }

    private static void replicas(List<List<Optional<String>>> rows, ShowCluster show, ShardCommands commands) {
        for (TabletView view : commands.tablets()) {
            if (!view.isPrimary() && fits(show, view)) {
                rows.add(List.of(
                        Optional.of(commands.keyspace()),
                        Optional.of(commands.shardName()),
                        Optional.of(view.type()),
                        Optional.of(view.alias()),
                        Optional.of(view.host()),
                        Optional.of(view.source()),
                        Optional.of(health(view)),
                        view.lag().map(String::valueOf),
                        // Vitess's is that of a throttler at each tablet, which there is none of.
                        Optional.empty()));
            }
        }
    }

    private static String health(TabletView view) {
        return "{\"EventStreamRunning\":\"" + yes(view.receiving()) + "\",\"EventApplierRunning\":\""
                + yes(view.applying()) + "\",\"LastError\":\"" + escaped(view.error()) + "\"}";
    }

    private static String yes(boolean is) {
        return is ? "Yes" : "No";
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
