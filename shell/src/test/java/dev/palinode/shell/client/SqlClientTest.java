package dev.palinode.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.Sessions;
import dev.palinode.shell.client.Column.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SqlClientTest {
    static ConnectOptions options(TestServer server, String schema) {
        return new ConnectOptions(
                server.address().host(), server.address().port(), server.user(), server.password(), schema);
    }

    private static List<List<Optional<String>>> rows(SqlClient client, String sql) throws SqlFailure {
        List<List<Optional<String>>> all = new ArrayList<>();
        try (Answer answer = client.run(sql)) {
            RowCursor cursor = answer.rows().orElseThrow();
            for (Optional<List<Optional<String>>> row = cursor.next(); row.isPresent(); row = cursor.next()) {
                all.add(row.get());
            }
        }
        return all;
    }

    private static void execute(SqlClient client, String... statements) throws SqlFailure {
        for (String sql : statements) {
            client.run(sql).close();
        }
    }

    @OnEachServer
    void valuesAreShownAsTheServerSentThem(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (SqlClient client = SqlClient.connect(options(server, schema))) {
            execute(
                    client,
                    "SET sql_mode=''",
                    "CREATE TABLE v (i TINYINT(1), u BIGINT UNSIGNED, d DECIMAL(5,2), f FLOAT, b BIT(10), y YEAR,"
                            + " dt DATE, ts DATETIME(6), t TIME, c VARCHAR(20), l VARCHAR(20) CHARACTER SET latin1,"
                            + " bin VARBINARY(5), bl BLOB, n INT, e ENUM('x','é'))",
                    "INSERT INTO v VALUES (7, 18446744073709551615, 1.50, 0.1, 513, 2024, '0000-00-00',"
                            + " '2024-00-31 00:00:00.5', '-838:59:59', '日本🙂', 'é', 0x00FF, '', NULL, 'é')");
            assertThat(rows(client, "SELECT * FROM v").get(0))
                    .extracting(value -> value.orElse("NULL"))
                    .containsExactly(
                            "7",
                            "18446744073709551615",
                            "1.50",
                            "0.1",
                            "513",
                            "2024",
                            "0000-00-00",
                            "2024-00-31 00:00:00.500000",
                            "-838:59:59",
                            "日本🙂",
                            "é",
                            "0x00FF",
                            "",
                            "NULL",
                            "é");
            try (Answer answer = client.run("SELECT * FROM v")) {
                List<Column> columns = answer.rows().orElseThrow().columns();
                assertThat(columns.get(0)).isEqualTo(new Column("i", Kind.NUMBER));
                assertThat(columns.get(4)).isEqualTo(new Column("b", Kind.BIT));
                assertThat(columns.get(5)).isEqualTo(new Column("y", Kind.NUMBER));
                assertThat(columns.get(9)).isEqualTo(new Column("c", Kind.TEXT));
                assertThat(columns.get(12)).isEqualTo(new Column("bl", Kind.BINARY));
            }
        }
    }

    @OnEachServer
    void changedRowsWarningsAndInfoAreTold(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (SqlClient client = SqlClient.connect(options(server, schema))) {
            execute(client, "SET sql_mode=''", "CREATE TABLE w (c VARCHAR(2))", "INSERT INTO w VALUES ('a'), ('b')");
            try (Answer answer = client.run("UPDATE w SET c = 'abc'")) {
                assertThat(answer.rows()).isEmpty();
                assertThat(answer.affected()).isEqualTo(2);
                assertThat(answer.info()).isEqualTo("Rows matched: 2  Changed: 2  Warnings: 2");
                assertThat(answer.warnings()).hasSize(2);
                assertThat(answer.more()).isFalse();
            }
            try (Answer answer = client.run("UPDATE w SET c = 'ab'")) {
                assertThat(answer.affected()).isZero();
                assertThat(answer.warnings()).isEmpty();
            }
        }
    }

    @OnEachServer
    void aBigResultIsReadRowByRow(TestServer server) throws Exception {
        // 2 GB of rows; the test's JVM has 1 GB at most.
        String sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000)"
                + " SELECT i, REPEAT('x', 4000) FROM n";
        try (SqlClient client = SqlClient.connect(options(server, ""))) {
            String limit = server.isMariaDb() ? "max_recursive_iterations" : "cte_max_recursion_depth";
            execute(client, "SET SESSION " + limit + " = 1000000");
            long count = 0;
            try (Answer answer = client.run(sql)) {
                RowCursor cursor = answer.rows().orElseThrow();
                while (cursor.next().isPresent()) {
                    count++;
                }
            }
            assertThat(count).isEqualTo(500_000);
        }
    }

    @OnEachServer
    void aStatementCanBeCancelledAndTheSessionGoesOn(TestServer server) throws Exception {
        try (SqlClient client = SqlClient.connect(options(server, ""))) {
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(500);
                    client.cancel();
                } catch (SqlFailure | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            canceller.start();
            long started = System.nanoTime();
            try {
                rows(client, "SELECT SLEEP(60) FROM (SELECT 1 UNION SELECT 2) q");
            } catch (SqlFailure e) {
                assertThat(e.code()).isEqualTo(1317);
            }
            canceller.join();
            assertThat(System.nanoTime() - started).isLessThan(30_000_000_000L);
            assertThat(rows(client, "SELECT 1")).containsExactly(List.of(Optional.of("1")));
        }
    }

    @OnEachServer
    void whoCancelsALostSessionMeansTheOneInItsPlace(TestServer server) throws Exception {
        String mark = server.newSchema();
        try (SqlClient lost = SqlClient.connect(options(server, mark))) {
            lost.close();
            try (SqlClient other = lost.another(() -> false)) {
                assertThat(rows(other, "SELECT DATABASE()")).containsExactly(List.of(Optional.of(mark)));
                Thread canceller = new Thread(() -> {
                    try {
                        Sessions.awaitSleeping(server, mark, 1);
                        lost.cancel();
                    } catch (SqlFailure e) {
                        throw new IllegalStateException(e);
                    }
                });
                canceller.start();
                SqlFailure cut =
                        catchThrowableOfType(SqlFailure.class, () -> rows(other, "SELECT SLEEP(600) AS " + mark));
                assertThat(cut.connectionLost()).isTrue();
                canceller.join();
            }
        }
    }

    @OnEachServer
    void errorsHaveTheServersWordsAndLostConnectionsAreNoticed(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (SqlClient client = SqlClient.connect(options(server, schema))) {
            assertThatThrownBy(() -> client.run("SELECT * FROM nowhere"))
                    .isInstanceOfSatisfying(
                            SqlFailure.class,
                            e -> assertThat(e.line())
                                    .isEqualTo("ERROR 1146 (42S02): Table '" + schema + ".nowhere' doesn't exist"));
            server.execute("", "KILL " + client.threadId());
            SqlFailure lost = catchThrowableOfType(SqlFailure.class, () -> client.run("SELECT 1"));
            assertThat(lost.connectionLost()).isTrue();
            assertThat(client.connected()).isFalse();
            client.reconnect();
            assertThat(rows(client, "SELECT DATABASE()")).containsExactly(List.of(Optional.of(schema)));
        }
    }

    @OnEachServer
    void aRefusedLogInSaysWhy(TestServer server) {
        ConnectOptions wrong = new ConnectOptions(
                server.address().host(), server.address().port(), server.user(), "not the password", "");
        assertThatThrownBy(() -> SqlClient.connect(wrong))
                .isInstanceOfSatisfying(
                        SqlFailure.class,
                        e -> assertThat(e.line())
                                .startsWith("ERROR 1045 (28000): Access denied for user '" + server.user() + "'@")
                                .doesNotContain("\n", "not the password"));
    }

    @Test
    void whereNobodyListensIsSaidInOneLine() {
        ConnectOptions nobody = new ConnectOptions("127.0.0.1", 1, "u", "secret", "");
        assertThatThrownBy(() -> SqlClient.connect(nobody))
                .isInstanceOfSatisfying(
                        SqlFailure.class,
                        e -> assertThat(e.line())
                                .isEqualTo("ERROR 2003 (HY000): Can't connect to 127.0.0.1:1 (Connection refused)"));
        assertThat(nobody.toString()).doesNotContain("secret");
    }

    @OnEachServer
    void whatASessionThatOnlyReadsMayNotDoIsForTheServerToSay(TestServer server) throws Exception {
        try (SqlClient client = SqlClient.connect(options(server, server.newSchema()))) {
            execute(client, "CREATE TABLE t (a INT)", "SET SESSION TRANSACTION READ ONLY");
            assertThatThrownBy(() -> client.run("INSERT INTO t VALUES (1)")).hasMessageContaining("READ ONLY");
            // It is sent, and a proxy would answer.
            assertThatThrownBy(() -> client.run("ALTER VITESS_MIGRATION CANCEL ALL"))
                    .hasMessageContaining("syntax");
        }
    }
}
