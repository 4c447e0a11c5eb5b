package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Invariant 7 for rows that take turns in not fitting the old table, by their key, by a value or by their size, while they
 * move, come and go, and the stream breaks again and again.
 */
final class RevertRandomTest {
    private static final List<String> KEYS = List.of(
            "a", "A", "b", "B", "c", "d", "e", "f", "g", "h", "toolong-a", "toolong-A", "toolong-b", "toolong-c");

    /** What the old table is to have of a row in the end; its price as it is now, and exactly. */
    private record Row(String price, String exact, String extra) {}

    private final Map<String, Row> model = new TreeMap<>();
    private final long seed = Long.getLong("palinode.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int sequence;

    @OnEachServer
    void everyRowKeepsWhatTheOldTableHas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection client = room.connect();
                Statement statement = client.createStatement()) {
            create(room);
            MigrationId alter = room.alter(
                    "t",
                    "ALTER TABLE t MODIFY k VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,"
                            + " MODIFY p DECIMAL(8,2), MODIFY name VARCHAR(9), DROP COLUMN extra");
            room.cutOver(alter);
            for (int i = 0; i < 60; i++) {
                transaction(statement);
            }
            AtomicInteger places = new AtomicInteger();
            room.points = place -> {
                boolean ours = place.startsWith("apply.") || place.startsWith("parked.");
                if (ours && places.incrementAndGet() % 7 == 0 && places.get() < 70) {
                    throw new IllegalStateException("broken by the test");
                }
            };
            MigrationId revert = room.revert(alter);
            for (int i = 0; i < 200; i++) {
                transaction(statement);
                room.runner().review(room.row(revert));
            }
            mend(statement);
            OftenEnough.cutOver(room, revert);
            assertThat(contents(room)).as("-Dpalinode.seed=" + seed).isEqualTo(expected());
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    private void create(AlterRoom room) throws SQLException {
        room.execute(
                "CREATE TABLE t (k VARCHAR(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL PRIMARY KEY,"
                        + " p DECIMAL(10,4), name VARCHAR(3), body LONGTEXT, extra VARCHAR(9) DEFAULT 'none')");
        for (String key : List.of("a", "b", "c", "d", "e")) {
            String exact = "1.23" + sequence + "5";
            model.put(key, new Row("1.23", exact, "e" + key));
            room.execute("INSERT INTO t VALUES ('" + key + "', " + exact + ", 'x', '', 'e" + key + "')");
            sequence++;
        }
    }

    private void transaction(Statement statement) throws SQLException {
        statement.execute("START TRANSACTION");
        for (int i = random.nextInt(4); i >= 0; i--) {
            change(statement);
        }
        statement.execute("COMMIT");
    }

    private void change(Statement statement) throws SQLException {
        String key = pick(List.copyOf(model.keySet()));
        String free = pick(KEYS.stream().filter(one -> !model.containsKey(one)).toList());
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> move(statement, key, free);
            case 3 -> insert(statement, free);
            case 4 -> {
                if (model.size() > 3) {
                    statement.execute("DELETE FROM t WHERE k = '" + key + "'");
                    model.remove(key);
                }
            }
            case 5, 6 -> price(statement, key);
            case 7 -> statement.execute("UPDATE t SET name = 'toolong" + sequence++ % 9 + "' WHERE k = '" + key + "'");
            default -> {
                String body = random.nextInt(8) == 0 ? "REPEAT('" + sequence++ % 10 + "', 5000000)" : "'small'";
                statement.execute("UPDATE t SET body = " + body + " WHERE k = '" + key + "'");
            }
        }
    }

    /** The same as before, as far as anybody sees, leaves the exact one. */
    private void price(Statement statement, String key) throws SQLException {
        String price = random.nextBoolean() ? "1.23" : "7." + (10 + random.nextInt(9));
        statement.execute("UPDATE t SET p = " + price + ", name = 'p" + sequence++ % 9 + "' WHERE k = '" + key + "'");
        model.computeIfPresent(
                key, (same, row) -> row.price().equals(price) ? row : new Row(price, price + "00", row.extra()));
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void insert(Statement statement, String key) throws SQLException {
        if (model.size() < 10) {
            statement.execute("INSERT INTO t (k, p, name) VALUES ('" + key + "', 5.55, 'new')");
            model.put(key, new Row("5.55", "5.5500", "none"));
        }
    }

    private void move(Statement statement, String from, String to) throws SQLException {
        statement.execute("UPDATE t SET k = '" + to + "' WHERE k = '" + from + "'");
        Row row = Optional.ofNullable(model.remove(from)).orElseThrow();
        model.put(to, row);
    }

    /** At last all of them fit. */
    private void mend(Statement statement) throws SQLException {
        int number = 0;
        for (String key : new ArrayList<>(model.keySet())) {
            move(statement, key, "z" + number++);
        }
        statement.execute("UPDATE t SET name = 'ok', body = IF(LENGTH(body) > 100, body, 'b')");
    }

    private Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        model.forEach((key, row) -> expected.put(key, row.exact() + " ok " + row.extra()));
        return expected;
    }

    private static Map<String, String> contents(AlterRoom room) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT k, p, name, extra FROM t")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2) + " " + rows.getString(3) + " " + rows.getString(4));
            }
        }
        return found;
    }
}
