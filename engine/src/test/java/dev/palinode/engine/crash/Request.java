package dev.palinode.engine.crash;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What an engine is asked for: one ALTER of the table, or its REVERT. */
final class Request {
    private static final String STATEMENT =
            "ALTER TABLE t MODIFY v VARCHAR(60) NOT NULL, ADD COLUMN c INT NOT NULL DEFAULT 1";

    private Request() {}

    /** The ALTER as a client submits it. */
    static MigrationEngine.Submission submission(String keyspace) {
        return new MigrationEngine.Submission(
                DdlAction.ALTER,
                new TableName(keyspace, "t"),
                false,
                STATEMENT,
                DdlStrategyParser.parse("vitess --singleton-context"),
                "test");
    }

    /** Stores it for whichever engine will drive the shard, or the revert of a migration. */
    static MigrationId store(TestServer server, String keyspace, Optional<MigrationId> reverted, String options)
            throws SQLException {
        MigrationId id = MigrationId.generate();
        NewMigration migration = new NewMigration(
                id,
                new TableName(keyspace, "t"),
                reverted.isPresent() ? DdlAction.REVERT : DdlAction.ALTER,
                reverted.isPresent() ? "revert" : STATEMENT,
                "vitess",
                options,
                "test",
                reverted,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(10),
                Optional.empty(),
                SessionSettings.GLOBAL);
        try (Db db = Shards.db(server)) {
            SidecarSchema.ensure(db);
            new MigrationRequests(db, keyspace, Shards.SHARD).insert(migration);
        }
        return id;
    }
}
