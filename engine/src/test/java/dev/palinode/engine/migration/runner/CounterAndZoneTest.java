package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What a table has beside its rows: its counter, and the zone in which its times are meant. */
final class CounterAndZoneTest {

    private static long insert(AlterRoom room) throws SQLException {
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO a (v) VALUES (1)", Statement.RETURN_GENERATED_KEYS);
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    @OnEachServer
    void aNumberThatWasGivenOutOnceIsNotGivenOutAgain(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, v INT)", "INSERT INTO a (v) VALUES (1), (1)");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT NOT NULL DEFAULT 0");
            room.await(id, CopyRunner.Phase.READY);
            room.execute("INSERT INTO a (id, v) VALUES (50, 1)", "DELETE FROM a WHERE id = 50");
            room.execute("START TRANSACTION", "INSERT INTO a (v) VALUES (1)", "ROLLBACK");
            room.cutOver(id);
            long afterAlter = insert(room);
            assertThat(afterAlter).isGreaterThan(50);
            room.execute("INSERT INTO a (id, v) VALUES (90, 1)", "DELETE FROM a WHERE id = 90");
            room.cutOver(room.revert(id));
            assertThat(insert(room)).isGreaterThan(90);
        }
    }

    @OnEachServer
    void aTimestampDoesNotBecomeADatetimeInAnotherZone(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE a (id INT PRIMARY KEY, t TIMESTAMP NULL)", "INSERT INTO a VALUES (1, '2020-01-01')");
            room.execute("SET GLOBAL time_zone = '+05:00'");
            try {
                assertThatThrownBy(() -> room.alter("a", "ALTER TABLE a MODIFY t DATETIME NULL"))
                        .isInstanceOf(MigrationFailure.class)
                        .hasMessageContaining("time zone");
                MigrationId id =
                        room.alter("a", "ALTER TABLE a ADD COLUMN z TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00'");
                room.cutOver(id);
                assertThat(room.value("SELECT UNIX_TIMESTAMP(z) - UNIX_TIMESTAMP('2020-01-01') FROM a"))
                        .startsWith("0");
            } finally {
                room.execute("SET GLOBAL time_zone = 'SYSTEM'");
            }
        }
    }

    /** What the server computes of the zone for rows that are there: a stream, which works in UTC, would get other values. */
    @OnEachServer
    void whatIsComputedInAnotherZoneIsRefused(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE a (id INT PRIMARY KEY, made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)",
                    "INSERT INTO a (id, made) VALUES (1, '2020-01-01')");
            room.execute("SET GLOBAL time_zone = '+05:00'");
            try {
                for (String column : List.of(
                        "c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP",
                        "c DATE NOT NULL DEFAULT (CURRENT_DATE)",
                        "c VARCHAR(30) DEFAULT (NOW())")) {
                    assertThatThrownBy(() -> room.alter("a", "ALTER TABLE a ADD COLUMN " + column))
                            .as(column)
                            .isInstanceOf(MigrationFailure.class)
                            .hasMessageContaining("column c would get values that depend on the time zone");
                }
                MigrationId id = room.alter(
                        "a",
                        "ALTER TABLE a ADD COLUMN t TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,"
                                + " ADD COLUMN u DATETIME DEFAULT (UTC_TIMESTAMP), ADD COLUMN w VARCHAR(20) DEFAULT 'later',"
                                + " ADD COLUMN g YEAR AS (YEAR(made)) STORED");
                room.cutOver(id);
                assertThat(room.value("SELECT CONCAT(g, w, made, ABS(TIMESTAMPDIFF(HOUR, t, NOW()))) FROM a"))
                        .isEqualTo("2020later2020-01-01 00:00:000");
            } finally {
                room.execute("SET GLOBAL time_zone = 'SYSTEM'");
            }
        }
    }

    @OnEachServer
    void aStoredColumnOfAMomentIsRefusedInAnotherZone(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE a (id INT PRIMARY KEY, t TIMESTAMP NULL, h INT AS (HOUR(t)) STORED)",
                    "INSERT INTO a (id, t) VALUES (1, '2020-01-01 10:00:00')");
            room.execute("SET GLOBAL time_zone = '+05:00'");
            try {
                assertThatThrownBy(() -> room.alter("a", "ALTER TABLE a ADD COLUMN c INT, FORCE"))
                        .isInstanceOf(MigrationFailure.class)
                        .hasMessageContaining("column h would get values that depend on the time zone");
            } finally {
                room.execute("SET GLOBAL time_zone = 'SYSTEM'");
            }
        }
    }
}
