package dev.palinode.engine.testing;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The small parts that tests of the engine need of a shard with one server. */
public final class Shards {
    public static final String SHARD = "0";

    private Shards() {}

    /** The server as the primary of a shard. */
    public static Tablet tablet(TestServer server) {
        return new Tablet("test-1", server.address(), TabletType.PRIMARY, server.login());
    }

    /** Access to the server as the engine has it. */
    public static Db db(TestServer server) throws SQLException {
        return new Db(tablet(server), 16);
    }

    /** A keyspace of one shard with one tablet. */
    public static Topology topology(TestServer server, String keyspace) {
        Tablet tablet = tablet(server);
        return new Topology() {
            @Override
            public String keyspace() {
                return keyspace;
            }

            @Override
            public String shard() {
                return SHARD;
            }

            @Override
            public Tablet primary() {
                return tablet;
            }

            @Override
            public List<Tablet> tablets() {
                return List.of(tablet);
            }
        };
    }

    /** A migration without options. */
    public static NewMigration migration(TableName table, DdlAction action, String statement) {
        return migration(table, action, statement, SessionSettings.GLOBAL);
    }

    /** A migration without options, submitted in a session with these settings. */
    public static NewMigration migration(
            TableName table, DdlAction action, String statement, SessionSettings settings) {
        return migration(table, action, statement, settings, Optional.empty());
    }

    /** The revert of a migration, as the scheduler has reviewed it. */
    public static NewMigration revert(TableName table, MigrationId original) {
        String statement = "REVERT VITESS_MIGRATION '" + original + "'";
        return migration(table, DdlAction.ALTER, statement, SessionSettings.GLOBAL, Optional.of(original));
    }

    private static NewMigration migration(
            TableName table,
            DdlAction action,
            String statement,
            SessionSettings settings,
            Optional<MigrationId> reverted) {
        return new NewMigration(
                MigrationId.generate(),
                table,
                action,
                statement,
                "vitess",
                "",
                "test",
                reverted,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(10),
                Optional.empty(),
                settings);
    }
}
