package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The strategy {@code mysql}: the server's own ALTER, scheduled and tracked like the others. */
final class MySqlStrategyTest {
    private static final String MYSQL = "mysql --cut-over-threshold=5s";

    private static void table(EngineRoom room) throws SQLException {
        room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10), (2, 10)");
    }

    private static String indexes(EngineRoom room) throws SQLException {
        return room.value("SELECT GROUP_CONCAT(DISTINCT index_name ORDER BY 1) FROM information_schema.statistics"
                + " WHERE table_schema = '" + room.keyspace + "' AND table_name = 't'");
    }

    @OnEachServer
    void theServerAltersTheTableItself(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId id = room.complete(
                    room.submitUnder(MYSQL + " --allow-concurrent", "ALTER TABLE t ADD INDEX i (v), ENGINE=InnoDB"));
            assertThat(indexes(room)).isEqualTo("i,PRIMARY");
            assertThat(room.row(id).artifacts()).isEmpty();
            assertThat(room.row(id).allowConcurrent()).isFalse();
            assertThat(room.row(id).livenessAt()).isPresent();
            assertThat(room.value("SELECT special_plan FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                    .isEmpty();
            assertThat(room.tables()).containsExactly("t");
            assertThatThrownBy(() -> room.revert(id))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("can only revert a online strategy migration")
                    .hasMessageContaining("has mysql strategy");
        }
    }

    @OnEachServer
    void whatDoesNotFitFailsAndTheTableIsAsItWas(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId column = room.submitUnder(MYSQL, "ALTER TABLE t ADD COLUMN v INT");
            room.await(column, MigrationStatus.FAILED);
            assertThat(room.message(column))
                    .contains("Duplicate column name 'v'")
                    .contains("1060");
            MigrationId unique = room.submitUnder(MYSQL, "ALTER TABLE t ADD UNIQUE u (v)");
            room.await(unique, MigrationStatus.FAILED);
            assertThat(room.message(unique)).contains("Duplicate entry '10'").contains("1062");
            MigrationId absent = room.submitUnder(MYSQL, "ALTER TABLE absent ADD COLUMN v INT");
            room.await(absent, MigrationStatus.FAILED);
            assertThat(room.message(absent)).contains("1146");
            assertThat(indexes(room)).isEqualTo("PRIMARY");
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void flagsThatItCannotKeepAreRefused(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            for (String flag : new String[] {"--postpone-completion", "--allow-zero-in-date"}) {
                assertThatThrownBy(() -> room.submitUnder(MYSQL + " " + flag, "ALTER TABLE t ADD COLUMN c INT"))
                        .isInstanceOf(EngineFault.class)
                        .hasMessageContaining(flag + " not supported in 'mysql' strategy");
            }
        }
    }

    @OnEachServer
    void otherStatementsAreAsUnderVitess(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.complete(room.submitUnder(MYSQL + " --declarative", "CREATE TABLE t (id INT PRIMARY KEY)"));
            MigrationId wider = room.complete(
                    room.submitUnder(MYSQL + " --declarative", "CREATE TABLE t (id INT PRIMARY KEY, v INT)"));
            assertThat(room.value(
                            "SELECT ddl_action FROM _vt.schema_migrations WHERE migration_uuid = '" + wider + "'"))
                    .isEqualTo("alter");
            room.execute("INSERT INTO t VALUES (1, 2)");
            MigrationId drop = room.complete(room.submitUnder(MYSQL, "DROP TABLE t"));
            room.complete(room.revert(drop));
            assertThat(room.value("SELECT v FROM t")).isEqualTo("2");
        }
    }

    @OnEachServer
    void itIsInstantWherePreferred(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            String preferred = MYSQL + " --prefer-instant-ddl";
            MigrationId id = room.complete(room.submitUnder(preferred, "ALTER TABLE t ADD COLUMN c INT"));
            assertThat(room.value("SELECT special_plan FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                    .contains("instant-ddl");
            room.complete(room.submitUnder(preferred, "ALTER TABLE t ADD INDEX i (v)"));
            assertThat(indexes(room)).isEqualTo("i,PRIMARY");
        }
    }

    @OnEachServer
    void cancelKillsTheStatementAndNobodyElseWaitsForIt(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection holder = server.connect(room.keyspace);
                Statement holding = holder.createStatement()) {
            table(room);
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE t SET v = 11 WHERE id = 1");
            MigrationId id = room.submitUnder(MYSQL, "ALTER TABLE t ADD INDEX i (v)");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> room.row(id).stage().equals("the server alters the table"));
            room.complete(room.submitUnder("vitess --allow-concurrent", "CREATE TABLE other (id INT PRIMARY KEY)"));
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.control(MigrationEngine.Verb.CANCEL, id)).isEqualTo(1);
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.CANCELLED);
            holder.commit();
            EngineRoom.passes();
            assertThat(indexes(room)).isEqualTo("PRIMARY");
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.CANCELLED);
            assertThat(room.message(id)).contains("CANCEL");
            room.control(MigrationEngine.Verb.RETRY, id);
            room.complete(id);
            assertThat(indexes(room)).isEqualTo("i,PRIMARY");
        }
    }
}
