package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A migration means what it meant in the session that submitted it. */
final class SubmitterSessionTest {
    private static SessionSettings settings(String name, String value) {
        return new SessionSettings(Map.of(name, value));
    }

    @OnEachServer
    void theModeOfTheSubmitterDecidesWhatIsValid(TestServer server) throws Exception {
        String sql = "ALTER TABLE a ADD COLUMN d DATE NOT NULL DEFAULT '0000-00-00'";
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1)");
            SessionSettings strict = settings("sql_mode", "STRICT_TRANS_TABLES,NO_ZERO_DATE");
            assertThatThrownBy(() -> room.alter("a", sql, strict))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessageContaining("Invalid default value for 'd'");
            room.cutOver(room.alter("a", sql, settings("sql_mode", "")));
            assertThat(room.value("SELECT CAST(d AS CHAR) FROM a")).isEqualTo("0000-00-00");
        }
    }

    @OnEachServer
    void aTimeInTheStatementIsOneInTheZoneOfTheSubmitter(TestServer server) throws Exception {
        String sql = "ALTER TABLE a ADD COLUMN t TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00'";
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1)");
            room.cutOver(room.alter("a", sql, settings("time_zone", "+05:00")));
            assertThat(room.value("SELECT CAST(UNIX_TIMESTAMP(t) AS SIGNED) FROM a"))
                    .isEqualTo("1577818800");
        }
    }

    @OnEachServer
    void theZoneOfTheSubmitterDecidesWhetherATimestampMayBecomeADatetime(TestServer server) throws Exception {
        String sql = "ALTER TABLE a MODIFY t DATETIME NULL";
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, t TIMESTAMP NULL)");
            room.execute("INSERT INTO a VALUES (1, FROM_UNIXTIME(1577836800))");
            assertThatThrownBy(() -> room.alter("a", sql, settings("time_zone", "+05:00")))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessageContaining("time zone");
            MigrationId id = room.alter("a", sql, settings("time_zone", "+00:00"));
            room.cutOver(id);
            assertThat(room.value("SELECT CAST(t AS CHAR) FROM a")).isEqualTo("2020-01-01 00:00:00");
        }
    }

    @Test
    void whatIsStoredIsReadAgain() {
        SessionSettings some =
                new SessionSettings(Map.of("sql_mode", "ANSI_QUOTES,STRICT_ALL_TABLES", "time_zone", ""));
        assertThat(SessionSettings.parse(some.stored())).isEqualTo(some);
        assertThat(SessionSettings.parse(some.in("a b=c").stored())).isEqualTo(some.in("a b=c"));
        assertThat(SessionSettings.parse("")).isEqualTo(SessionSettings.GLOBAL);
        assertThat(SessionSettings.parse("of_a_later_version=1")).isEqualTo(SessionSettings.GLOBAL);
        assertThat(some.hasMode("ANSI_QUOTES")).isTrue();
        assertThat(some.hasMode("ANSI")).isFalse();
    }

    @Test
    void whatCouldBeSqlIsNoSetting() {
        assertThatThrownBy(() -> settings("sql_mode", "'; DROP TABLE a; -- "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("autocommit", "0")).isInstanceOf(IllegalArgumentException.class);
    }
}
