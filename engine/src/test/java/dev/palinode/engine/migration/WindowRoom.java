package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A keyspace with a table {@code t} of 2,000 rows, and the whole engine on it. */
final class WindowRoom implements AutoCloseable {
    static final String ALTER = "ALTER TABLE t MODIFY v VARCHAR(60) NOT NULL, ADD COLUMN c INT NOT NULL DEFAULT 1";

    final EngineRoom room;
    volatile FailPoints points = FailPoints.NONE;
    private MigrationEngine engine;

    WindowRoom(TestServer server) throws SQLException {
        this.room = new EngineRoom(server, EngineRoom.quick());
        room.stopEngine();
        room.execute(
                "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL,"
                        + " extra VARCHAR(9) NOT NULL DEFAULT 'none')",
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "INSERT INTO t (id, v, n) SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d"
                        + " FROM d a, d b, d c, d e WHERE a.d < 2");
        this.engine = open();
    }

    private MigrationEngine open() {
        return PalinodeEngine.open(
                EngineRoom.quick(),
                Shards.topology(room.server, room.keyspace),
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, name -> points.reached(name)),
                InstantSource.system());
    }

    MigrationEngine engine() {
        return engine;
    }

    void stop() {
        engine.close();
    }

    void restart() {
        engine.close();
        engine = open();
    }

    Ledger writers(int seed) throws SQLException {
        Ledger ledger = new Ledger("t", 2, 3000, seed, () -> room.server.connect(room.keyspace));
        ledger.load();
        ledger.start();
        return ledger;
    }

    MigrationId alter(String sql, String flags) {
        return engine.submit(new MigrationEngine.Submission(
                DdlAction.ALTER,
                room.table("t"),
                false,
                sql,
                DdlStrategyParser.parse("vitess --cut-over-threshold=5s " + flags),
                "test"));
    }

    MigrationId revert(MigrationId id, String flags) {
        return engine.revert(new MigrationEngine.Revert(
                id, room.keyspace, DdlStrategyParser.parse(("vitess " + flags).strip()), "test"));
    }

    long control(Verb verb, MigrationId id) {
        return engine.control(new Control(verb, Optional.of(id)));
    }

    MigrationId complete(MigrationId id) {
        room.await(id, MigrationStatus.COMPLETE);
        return id;
    }

    /** A column of the migration's row; nothing for NULL. */
    String column(MigrationId id, String column) throws SQLException {
        return room.value(
                "SELECT IFNULL(" + column + ", '') FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    /** Waits until the column contains the text. */
    void await(MigrationId id, String column, String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(column(id, column))
                        .as(column(id, "revertible_reason") + " " + column(id, "message"))
                        .contains(text));
    }

    void awaitRevertible(MigrationId id, String state) {
        await(id, "revertible", state);
    }

    /** The table that the migration has replaced. */
    String held(MigrationId id) throws SQLException {
        return room.row(id).artifacts().stream()
                .filter(name -> name.startsWith("_vt_hld_"))
                .findFirst()
                .orElseThrow();
    }

    /** Values of a stream that the table gets from {@code t}. */
    String streamInto(String table) throws SQLException {
        return room.value("SELECT id FROM _vt.vreplication WHERE db_name = DATABASE() AND target_table = '" + table
                + "' AND state = 'Running'");
    }

    @Override
    public void close() {
        engine.close();
        room.close();
    }
}
