package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.testing.TestTools;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.provider.Arguments;

/** What tests of external strategies have in common. */
final class ExternalRoom {
    static final String ALTER = "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7, ADD INDEX n (n)";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ExternalRoom() {}

    /** Each program on each server that it works with. */
    static Stream<Arguments> programsOnEachServer() {
        return TestServers.all()
                .flatMap(server -> Stream.of("pt-osc", "gh-ost")
                        .filter(program -> program.equals("pt-osc") || !server.isMariaDb())
                        .map(program -> Arguments.of(server, program)));
    }

    /** Old tables are looked for all the time. */
    static EngineConfig config() {
        GcConfig usual = GcConfig.defaults();
        return EngineRoom.quick()
                .withGc(new GcConfig(Duration.ofSeconds(1), usual.lifecycle(), usual.evacuation(), usual.cheapBytes()));
    }

    /** gh-ost is not to ask a server what it only knows with a Performance Schema, and is to keep up with writers. */
    static String strategy(String program) {
        return program + (program.equals("gh-ost") ? " --skip-metadata-lock-check --dml-batch-size=1000" : "");
    }

    /** A room with a table of 5,000 rows. */
    static EngineRoom open(TestServer server, String program) throws SQLException {
        TestTools.require(program);
        EngineRoom room = new EngineRoom(server, config());
        fill(room);
        return room;
    }

    static void fill(EngineRoom room) throws SQLException {
        room.execute(
                "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL)",
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "INSERT INTO t SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d FROM d a, d b, d c, d e"
                        + " WHERE a.d < 5",
                "ANALYZE TABLE t");
    }

    /** Waits until the program has copied all, and waits to be told to swap. */
    static void awaitReady(EngineRoom room, MigrationId id) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            assertThat(room.row(id).status().isTerminal()).as(room.message(id)).isFalse();
            return room.row(id).readyAt().isPresent();
        });
    }

    static void complete(EngineRoom room, MigrationId id) {
        assertThat(room.control(Verb.COMPLETE, id)).isEqualTo(1);
        room.complete(id);
    }

    static boolean columnIsThere(EngineRoom room) throws SQLException {
        return room.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = '" + room.keyspace
                        + "' AND table_name = 't' AND column_name = 'c'")
                .equals("1");
    }

    /** No trigger, no account, no process, and of the tables none but those given is left. */
    static void awaitNothingLeft(EngineRoom room, MigrationId id, String... tables) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(room.value("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = '"
                            + room.keyspace + "'"))
                    .isEqualTo("0");
            assertThat(accounts(room, id)).isEmpty();
            assertThat(processes(id)).isEmpty();
            assertThat(room.tables()).containsExactlyInAnyOrder(tables);
        });
    }

    static List<String> accounts(EngineRoom room, MigrationId id) throws SQLException {
        String name = "palinode\\_" + id.hex().substring(0, 12) + "%";
        return room.db.with(connection ->
                Sql.query(connection, "SELECT user FROM mysql.user WHERE user LIKE ?", row -> row.getString(1), name));
    }

    /** The programs at work for a migration, whoever has started them. */
    static List<ProcessHandle> processes(MigrationId id) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("palinode-tool-" + id.hex()))
                .toList();
    }
}
