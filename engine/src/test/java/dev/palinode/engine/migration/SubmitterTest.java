package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

final class SubmitterTest {
    @OnEachServer
    void whatCannotBeAMigrationIsRefusedAndNothingIsStored(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            TableName table = room.table("t");
            refused(room, table, DdlStrategy.DIRECT, EngineFault.Kind.NOT_SUPPORTED, "direct");
            refused(room, table, threshold(4), EngineFault.Kind.WRONG_ARGUMENT, "cut-over min value is 5s");
            refused(room, table, threshold(31), EngineFault.Kind.WRONG_ARGUMENT, "cut-over max value is 30s");
            refused(room, new TableName("mysql", "user"), threshold(5), EngineFault.Kind.NOT_SUPPORTED, "is not one");
            refused(room, new TableName("", "t"), threshold(5), EngineFault.Kind.NO_DATABASE, "No database");
            refused(
                    room,
                    room.table("_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958_"),
                    threshold(30),
                    EngineFault.Kind.NOT_SUPPORTED,
                    "internal");
            assertThat(room.engine()
                            .list(new MigrationEngine.Filter(Optional.empty()))
                            .rows())
                    .isEmpty();
        }
    }

    /** As after SIGSTOP, or when a process is cut off and the server does not know it. */
    @OnEachServer
    void whoHoldsUpSubmissionsAndSaysNothingLosesItsPlace(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server);
                Connection silent = server.connect("")) {
            room.execute("CREATE TABLE t2 (id INT PRIMARY KEY)");
            hold(silent, room);
            room.submit("ALTER TABLE t2 FORCE", Set.of("--singleton", "--postpone-launch"));
            assertThat(silent.isValid(5)).isFalse();
        }
    }

    /** Whoever waits already is not refused either. */
    @OnEachServer
    void soItIsWhenTheSilenceBeginsWhileAnotherWaits(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection silent = server.connect("")) {
            room.execute("CREATE TABLE t2 (id INT PRIMARY KEY)");
            hold(silent, room);
            CompletableFuture<Integer> work = sleep(silent, 2);
            room.submit("ALTER TABLE t2 FORCE", Set.of("--singleton", "--postpone-launch"));
            assertThat(work.get()).isZero();
            assertThat(silent.isValid(5)).isFalse();
        }
    }

    @OnEachServer
    void whoIsAtWorkKeepsItsPlace(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection busy = server.connect("")) {
            hold(busy, room);
            CompletableFuture<Integer> work = sleep(busy, 14);
            assertThatThrownBy(() -> room.submit("ALTER TABLE t FORCE", Set.of("--singleton")))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("another migration is being submitted; try again");
            assertThat(work.get()).isZero();
        }
    }

    @OnEachServer
    void whoHasLostItsPlaceStoresNothing(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        try (Db db = Shards.db(server)) {
            SidecarSchema.ensure(db);
            MigrationReader reader = new MigrationReader(db, keyspace, Shards.SHARD);
            FailPoints lost = place -> {
                if (place.equals("submit.locked")) {
                    try {
                        NamedLock.killHolder(db, Submitter.lockName(keyspace));
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                }
            };
            MigrationRequests requests = new MigrationRequests(db, keyspace, Shards.SHARD);
            Submitter submitter = new Submitter(db, keyspace, reader, requests, ToolPaths.DEFAULTS, lost);
            assertThatThrownBy(() -> submitter.submit(List.of(new MigrationEngine.Submission(
                            DdlAction.CREATE,
                            new TableName(keyspace, "t"),
                            false,
                            "CREATE TABLE t (id INT PRIMARY KEY)",
                            DdlStrategyParser.parse("vitess --singleton"),
                            "ctx"))))
                    .isInstanceOf(SQLException.class);
            assertThat(reader.pending()).isEmpty();
        }
    }

    private static CompletableFuture<Integer> sleep(Connection connection, int seconds) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Sql.first(connection, "SELECT SLEEP(" + seconds + ")", row -> row.getInt(1))
                        .orElseThrow();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void hold(Connection connection, EngineRoom room) throws SQLException {
        assertThat(Sql.first(
                        connection, "SELECT GET_LOCK(?, 0)", row -> row.getInt(1), Submitter.lockName(room.keyspace)))
                .contains(1);
    }

    private static DdlStrategy threshold(long seconds) {
        return new DdlStrategy(
                DdlStrategy.Kind.ONLINE,
                "online",
                "",
                Set.of(),
                Duration.ofSeconds(seconds),
                Duration.ZERO,
                Optional.empty(),
                Map.of(),
                Duration.ZERO);
    }

    private static void refused(
            EngineRoom room, TableName table, DdlStrategy strategy, EngineFault.Kind kind, String why) {
        assertThatThrownBy(() -> room.engine()
                        .submit(new MigrationEngine.Submission(
                                DdlAction.ALTER, table, false, "ALTER TABLE t FORCE", strategy, "ctx")))
                .isInstanceOfSatisfying(
                        EngineFault.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(why);
    }
}
