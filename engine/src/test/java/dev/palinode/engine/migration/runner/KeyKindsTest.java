package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Invariant 1 for keys and names of all kinds: the same writes during the copy, and again after it, make the migrated
 * table equal to one that was altered by the server itself.
 */
final class KeyKindsTest {
    private static final String CHANGE = " ADD COLUMN tier INT NOT NULL DEFAULT 7, ADD KEY by_v (v)";

    /** Rows are made from the numbers 0 to 999; {@code key} is an expression over {@code i}. */
    private record Case(String table, String column, String definition, String key, List<String> writes) {
        Case(String column, String definition, String key, String... writes) {
            this("t", column, definition, key, List.of(writes));
        }
    }

    private static final String LONG_NAME = "a_table_name_as_long_as_the_server_allows_it_to_be_0123456789_64";

    private static Stream<Case> cases() {
        return Stream.of(
                new Case("k", "k INT NOT NULL PRIMARY KEY", "i - 500", "UPDATE # SET k = -k WHERE k = -500"),
                new Case(
                        "k",
                        "k BIGINT UNSIGNED NOT NULL PRIMARY KEY",
                        "18446744073709551615 - i * 9223372036854775",
                        "UPDATE # SET v = 'max' WHERE k = 18446744073709551615",
                        "UPDATE # SET k = 0 WHERE k = 18446744073709551615",
                        "INSERT INTO # (k, v) VALUES (18446744073709551615, 'again')"),
                new Case("k", "k INT NOT NULL, j SMALLINT NOT NULL DEFAULT 3, PRIMARY KEY (j, k)", "i"),
                new Case("k", "k VARCHAR(9) NOT NULL, j INT NOT NULL DEFAULT 3, PRIMARY KEY (k, j)", "CONV(i, 10, 36)"),
                new Case(
                        "k",
                        "k VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL PRIMARY KEY",
                        "CONCAT('Ke', i)",
                        "UPDATE # SET k = UPPER(k)",
                        "UPDATE # SET k = LOWER(k) WHERE k LIKE '%7'",
                        "DELETE FROM # WHERE k = 'KE8'",
                        "INSERT INTO # (k, v) VALUES ('ke8', 'again'), ('Straße \\' \\\\ 😀', 'x')"),
                new Case(
                        "k",
                        "k BINARY(16) NOT NULL PRIMARY KEY",
                        "UNHEX(LEFT(SHA2(i, 256), 32))",
                        "UPDATE # SET k = UNHEX(LEFT(SHA2('x', 256), 32)) ORDER BY k LIMIT 1"),
                new Case(
                        "k",
                        "k DATETIME(3) NOT NULL PRIMARY KEY",
                        "TIMESTAMPADD(SECOND, i, '1999-12-31 23:59:00.125')",
                        "UPDATE # SET k = '2031-01-01 00:00:00.5' ORDER BY k LIMIT 1"),
                new Case(
                        "k",
                        "k DECIMAL(20,4) NOT NULL PRIMARY KEY",
                        "(i - 500) * 1234567.0001",
                        "UPDATE # SET k = k - 0.5 WHERE k < -600000000"),
                new Case(
                        "k",
                        "k ENUM('zz','b','a','c') NOT NULL PRIMARY KEY",
                        "1 + i % 4",
                        "DELETE FROM # WHERE k = 'a'",
                        "UPDATE # SET k = 'a' WHERE k = 'zz'"),
                new Case(
                        "k",
                        "k DATE NOT NULL, j TIME NOT NULL DEFAULT '-11:22:33', UNIQUE KEY (j, k)",
                        "'2000-01-01' + INTERVAL i DAY"),
                new Case("k", "k BIT(40) NOT NULL PRIMARY KEY", "i * 1000000000", "UPDATE # SET k = 1 WHERE k = 0"),
                new Case(
                        "k",
                        "k INT NOT NULL AUTO_INCREMENT PRIMARY KEY, g INT AS (LENGTH(v)) STORED, h VARCHAR(9) AS (v) VIRTUAL",
                        "i + 1",
                        "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                        "INSERT INTO # (k, v) VALUES (0, 'zero')",
                        "UPDATE # SET v = 'nought' WHERE k = 0"),
                new Case("k", "k INT NOT NULL PRIMARY KEY", "IF(i = 0, 5, NULL)"),
                new Case(
                        "select",
                        "`select` INT NOT NULL PRIMARY KEY",
                        "i",
                        "UPDATE # SET `select` = -5 WHERE `select` = 5"),
                new Case("ключ 表`'\"\\", "`ключ 表``'\"\\` INT NOT NULL PRIMARY KEY", "i"),
                new Case("order", "k", "k INT NOT NULL PRIMARY KEY", "i", List.of()),
                new Case("таблица `表'\"\\ x", "k", "k INT NOT NULL PRIMARY KEY", "i", List.of()),
                new Case("表".repeat(48), "k", "k INT NOT NULL PRIMARY KEY", "i", List.of()),
                new Case(LONG_NAME, "k", "k INT NOT NULL PRIMARY KEY", "i", List.of()));
    }

    @OnEachServer
    void theMigratedTableIsThatWhichTheServerMakes(TestServer server) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Case each : cases().toList()) {
            try (AlterRoom room = new AlterRoom(server)) {
                wrong.addAll(migrate(room, each));
            } catch (AssertionError | SQLException | MigrationFailure e) {
                wrong.add(each + ": " + e);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> migrate(AlterRoom room, Case one) throws Exception {
        String table = quote(one.table());
        fill(room, one, table);
        room.execute("CREATE TABLE native LIKE " + table);
        fill(room, one, "native");
        Holds holds = new Holds();
        holds.hold("copy.committed");
        room.points = holds;
        MigrationId id = room.alter(one.table(), "ALTER TABLE " + table + CHANGE);
        holds.awaitArrivals("copy.committed", 1);
        write(room, one, table, "during");
        holds.release("copy.committed");
        room.await(id, Phase.READY);
        long repaired = room.verdict(id).repaired();
        write(room, one, table, "after");
        room.cutOver(id);
        write(room, one, "native", "during");
        write(room, one, "native", "after");
        room.execute("ALTER TABLE native " + CHANGE);
        List<String> wrong = new ArrayList<>();
        if (repaired != 0 || !contents(room, table).equals(contents(room, "native"))) {
            wrong.add(one + ": " + repaired + " repaired, " + contents(room, table) + " is not "
                    + contents(room, "native"));
        }
        MigrationId revert = room.revert(id);
        room.cutOver(revert);
        if (contents(room, table).size() != contents(room, "native").size()) {
            wrong.add(one + ": reverted, other rows");
        }
        return wrong;
    }

    private static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static void fill(AlterRoom room, Case one, String table) throws SQLException {
        List<String> digits = Collections.nCopies(
                3,
                "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3"
                        + " UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)");
        String numbers = "(SELECT a.d * 100 + b.d * 10 + c.d AS i FROM " + digits.get(0) + " a, " + digits.get(1)
                + " b, " + digits.get(2) + " c) numbers";
        String limit = one.definition().contains("ENUM") ? " AND i < 4" : "";
        if (!table.equals("native")) {
            room.execute("CREATE TABLE " + table + " (v VARCHAR(30) NOT NULL DEFAULT 'v', " + one.definition() + ")");
        }
        room.execute("INSERT INTO " + table + " (v, " + quote(one.column()) + ") SELECT * FROM (SELECT CONCAT('v', i),"
                + one.key() + " AS x FROM " + numbers + " WHERE TRUE" + limit + ") made WHERE x IS NOT NULL");
    }

    private static void write(AlterRoom room, Case one, String table, String when) throws SQLException {
        room.execute(
                "UPDATE " + table + " SET v = '" + when + "' WHERE v LIKE '%3'",
                "DELETE FROM " + table + " WHERE v LIKE '%" + (when.equals("after") ? 6 : 5) + "'");
        if (when.equals("during")) {
            room.execute(
                    one.writes().stream().map(sql -> sql.replace("#", table)).toArray(String[]::new));
        }
    }

    private static List<String> contents(AlterRoom room, String table) throws SQLException {
        try (Connection connection = room.connect()) {
            return Sql.query(connection, "SELECT * FROM " + table, row -> {
                        List<String> values = new ArrayList<>();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            values.add(String.valueOf(row.getString(i)));
                        }
                        return String.join("|", values);
                    })
                    .stream()
                    .sorted()
                    .toList();
        }
    }
}
