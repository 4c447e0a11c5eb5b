package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;

/** EXPLAIN VITESS_MIGRATION tells what the migration then does. */
class PlanTest {
    private static final String TABLE = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n BIGINT,"
            + " old INT, UNIQUE KEY words (v))";

    @OnEachServer
    void aCopy(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    TABLE, "INSERT INTO t VALUES (1, 'a', 1, 1), (2, 'b', 2, 2), (3, 'c', 3, 3)", "ANALYZE TABLE t");
            Plan plan = Plan.of(
                    client,
                    "ALTER TABLE t CHANGE v w VARCHAR(60) NOT NULL, MODIFY n INT, DROP COLUMN old, ADD COLUMN x INT,"
                            + " ADD UNIQUE KEY numbers (n), DROP KEY words");
            assertThat(plan.kind()).isEqualTo("copy");
            assertThat(plan.all("refusal")).isEmpty();
            assertThat(plan.all("key")).containsExactly("iteration|PRIMARY (id)", "identity|(id) of the new table");
            assertThat(plan.all("column"))
                    .contains("copied|id, n", "renamed|v to w")
                    .anyMatch(line -> line.startsWith("changed|w: varchar(40)"))
                    .anyMatch(line -> line.startsWith("changed|n: bigint"))
                    .anyMatch(line -> line.startsWith("dropped|old int"))
                    .anyMatch(line -> line.startsWith("added|x int"));
            assertThat(plan.one("rows")).isEqualTo("estimate|3");
            assertThat(plan.one("bytes")).matches("estimate\\|[1-9]\\d*");
            assertThat(plan.all("disk")).anyMatch(line -> line.matches("new table\\|[1-9]\\d* bytes.*"));
            assertThat(plan.all("lock")).anyMatch(line -> line.startsWith("cut-over|") && line.contains("10s"));
            assertThat(plan.one("loss")).startsWith("old|").contains("24h");
            assertThat(plan.all("may_fail"))
                    .anyMatch(line -> line.startsWith("n|"))
                    .anyMatch(line -> line.startsWith("numbers|"));
            assertThat(plan.one("revertible")).startsWith("yes|");
            assertThat(plan.all("note")).contains("|unique constraint removed: `words`");
            assertThat(plan.lines()).allMatch(line -> line.table().equals("t"));
            assertThat(plan.one("plan")).contains("verified");
            client.run("SET ddl_strategy = 'vitess --skip-verify'");
            assertThat(Plan.of(client, "ALTER TABLE t DROP COLUMN old").one("plan"))
                    .startsWith("copy|")
                    .doesNotContain("verified");
        }
    }

    @OnEachServer
    void whatTheServerCanDoAtOnce(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            String alter = "ALTER TABLE t ADD COLUMN x INT";
            assertThat(Plan.of(client, alter).one("instant")).startsWith("yes|").contains("--prefer-instant-ddl", "x");
            assertThat(Plan.of(client, "ALTER TABLE t MODIFY n INT").one("instant"))
                    .startsWith("no|");
            client.run("SET ddl_strategy = 'vitess --prefer-instant-ddl'");
            Plan plan = Plan.of(client, alter);
            assertThat(plan.kind()).isEqualTo("instant");
            assertThat(plan.one("statement")).isEqualTo("|" + alter + ", ALGORITHM=INSTANT");
            assertThat(plan.one("revertible")).startsWith("no|").contains("column x");
            Plan back = Plan.of(client, "ALTER TABLE t ALTER COLUMN n SET DEFAULT 5");
            assertThat(back.one("revertible")).startsWith("yes|").contains("ALTER TABLE");
            String uuid = client.complete(alter);
            assertThat(client.show(uuid).get("special_plan")).contains("instant-ddl");
        }
    }

    @OnEachServer
    void theServersOwn(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET ddl_strategy = 'mysql'");
            Plan plan = Plan.of(client, "ALTER TABLE t ADD KEY (n)");
            assertThat(plan.kind()).isEqualTo("server");
            assertThat(plan.all("lock")).anyMatch(line -> line.startsWith("run|INPLACE"));
            assertThat(plan.one("revertible")).startsWith("no|");
            client.run("SET ddl_strategy = 'direct'");
            Plan direct = Plan.of(client, "ALTER TABLE t MODIFY n INT");
            assertThat(direct.kind()).isEqualTo("direct");
            assertThat(direct.one("lock")).startsWith("run|COPY");
            assertThat(direct.one("rows")).startsWith("estimate|");
            assertThat(Plan.of(client, "ALTER TABLE t DROP COLUMN nothing").one("refusal"))
                    .startsWith("server|")
                    .contains("1091");
            assertThat(Plan.of(client, "DROP TABLE t").kind()).isEqualTo("direct");
            client.run("SET ddl_strategy = 'vitess'");
            assertThat(Plan.of(client, "CREATE TEMPORARY TABLE t (a INT)").kind())
                    .isEqualTo("direct");
        }
    }

    @OnEachServer
    void partitionsThatComeAndGo(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY) PARTITION BY RANGE (id)"
                    + " (PARTITION p1 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN (20))");
            Plan drop = Plan.of(client, "ALTER TABLE t DROP PARTITION p1");
            assertThat(drop.kind()).isEqualTo("partition");
            assertThat(drop.one("revertible")).startsWith("yes|").contains("rows");
            assertThat(drop.one("loss")).startsWith("p1|").contains("until a REVERT", "24h");
            Plan add = Plan.of(client, "ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (30))");
            assertThat(add.kind()).isEqualTo("partition");
            assertThat(add.one("revertible")).startsWith("yes|");
            String uuid = client.complete("ALTER TABLE t DROP PARTITION p1");
            assertThat(client.show(uuid).get("special_plan")).contains("range-partition");
        }
    }

    @OnEachServer
    void anAlterByAProgram(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES t (id))");
            client.run("SET ddl_strategy = 'pt-osc'");
            Plan refused = Plan.of(client, "ALTER TABLE c ADD COLUMN x INT");
            assertThat(refused.kind()).isEqualTo("refused");
            assertThat(String.join("\n", refused.all("refusal"))).contains("Foreign key found on");
            client.run("SET ddl_strategy = 'vitess'");
            Plan child = Plan.of(client, "ALTER TABLE c ADD COLUMN x INT");
            assertThat(child.kind()).isEqualTo("copy");
            assertThat(child.all("lock")).anyMatch(line -> line.startsWith("parent|" + room.keyspace() + ".t: "));
            room.execute("CREATE TABLE u (id INT PRIMARY KEY, a INT, b INT)");
            assertThat(Plan.of(client, "ALTER TABLE u ADD COLUMN x INT").all("lock"))
                    .noneMatch(line -> line.startsWith("parent|"));
            client.run("SET ddl_strategy = 'pt-osc'");
            Plan program = Plan.of(client, "ALTER TABLE u ADD COLUMN x INT, DROP COLUMN b");
            assertThat(program.all("column"))
                    .contains("copied|id, a")
                    .anyMatch(line -> line.startsWith("dropped|b int"))
                    .anyMatch(line -> line.startsWith("added|x int"));
            assertThat(program.one("key")).startsWith("iteration|");
            assertThat(program.one("loss")).startsWith("b|");
            client.run("SET ddl_strategy = 'vitess --reverse-window=2h'");
            assertThat(Plan.of(client, "ALTER TABLE u ADD COLUMN x INT").one("revertible"))
                    .contains("7200s", "--reverse-window");
        }
    }

    @OnEachServer
    void whatIsOverInOneStep(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "CREATE TABLE a (id INT PRIMARY KEY)", "CREATE VIEW v AS SELECT 1 AS one");
            assertThat(Plan.of(client, "CREATE TABLE u (id INT PRIMARY KEY)").kind())
                    .isEqualTo("immediate");
            Plan drop = Plan.of(client, "DROP TABLE t, a");
            assertThat(drop.all("plan")).hasSize(2).allMatch(line -> line.startsWith("immediate|"));
            assertThat(drop.lines().stream().map(Plan.Line::table).distinct()).containsExactly("t", "a");
            assertThat(drop.all("revertible")).hasSize(2).allMatch(line -> line.startsWith("yes|"));
            assertThat(Plan.of(client, "ALTER VIEW v AS SELECT 2 AS two").kind())
                    .isEqualTo("immediate");
            assertThat(Plan.of(client, "CREATE OR REPLACE VIEW w AS SELECT 2 AS two")
                            .kind())
                    .isEqualTo("immediate");
            assertThat(Plan.of(client, "DROP VIEW v").kind()).isEqualTo("immediate");
            assertThat(Plan.of(client, "CREATE TABLE IF NOT EXISTS t (a INT)").kind())
                    .isEqualTo("no-op");
            assertThat(Plan.of(client, "DROP TABLE IF EXISTS nothing").kind()).isEqualTo("no-op");
        }
    }

    @OnEachServer
    void whatIsDeclared(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET ddl_strategy = 'vitess --declarative'");
            assertThat(Plan.of(client, TABLE).kind()).isEqualTo("no-op");
            Plan wider = Plan.of(client, TABLE.replace("VARCHAR(40)", "VARCHAR(50)"));
            assertThat(wider.kind()).isEqualTo("copy");
            assertThat(wider.one("statement")).startsWith("|ALTER TABLE").contains("varchar(50)");
            assertThat(Plan.of(client, TABLE.replace("TABLE t", "TABLE u")).kind())
                    .isEqualTo("immediate");
            assertThat(Plan.of(client, "DROP TABLE nothing").kind()).isEqualTo("no-op");
            client.run("SET ddl_strategy = 'vitess --declarative --prefer-instant-ddl'");
            assertThat(Plan.of(client, TABLE.replace("old INT,", "old INT, x INT,"))
                            .kind())
                    .isIn("instant", "copy");
        }
    }

    @OnEachServer
    void whatItWouldWaitFor(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    TABLE,
                    "CREATE TABLE child (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p)"
                            + " REFERENCES t (id))",
                    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1");
            client.run("SET ddl_strategy = 'vitess --postpone-launch'");
            assertThat(Plan.of(client, "ALTER TABLE t FORCE").one("wait")).contains("LAUNCH");
            client.run("SET ddl_strategy = 'vitess --postpone-completion'");
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)");
            String running = client.submit("ALTER TABLE a ADD COLUMN x INT");
            client.await(running, "ready_to_complete", "1");
            client.run("SET ddl_strategy = 'vitess'");
            Plan plan = Plan.of(client, "ALTER TABLE t FORCE");
            assertThat(plan.one("wait")).contains(running);
            assertThat(plan.all("foreign_key")).hasSize(1).allMatch(line -> line.startsWith("fk|"));
            assertThat(plan.one("trigger")).isEqualTo("tr|BEFORE INSERT");
            assertThat(plan.kind()).isEqualTo("refused");
            assertThat(plan.all("refusal")).hasSize(2);
            client.run("ALTER VITESS_MIGRATION '" + running + "' CANCEL");
        }
    }

    @OnEachServer
    void inEveryFormOfStatement(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'a', 1, 1)");
            String explain = "EXPLAIN VITESS_MIGRATION ALTER TABLE t ADD COLUMN x INT";
            try (Statement statement = client.connection().createStatement()) {
                statement.execute("PREPARE s FROM '" + explain + "'");
                try (ResultSet rows = statement.executeQuery("EXECUTE s")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString("item")).isEqualTo("copy");
                }
                try (ResultSet rows = statement.executeQuery("/* why */ desc vitess_migration drop table t")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString("item")).isEqualTo("immediate");
                }
                try (ResultSet rows = statement.executeQuery("EXPLAIN SELECT * FROM t WHERE id = 1")) {
                    assertThat(rows.getMetaData().getColumnLabel(1)).isIn("id", "EXPLAIN");
                }
            }
            try (Client prepared = new Client(room.connect("&useServerPrepStmts=true"));
                    PreparedStatement statement = prepared.connection().prepareStatement(explain);
                    ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("aspect")).isEqualTo("plan");
            }
            assertThat(client.refused("EXPLAIN VITESS_MIGRATION SELECT 1").getMessage())
                    .contains("ALTER | DROP", "near 'SELECT 1'");
        }
    }

    @OnEachServer
    void meansWhatTheSessionMeans(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'a', 1, 1)");
            String zero = "ALTER TABLE t ADD COLUMN d DATE NOT NULL";
            client.run("SET sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'");
            assertThat(Plan.of(client, zero).one("refusal")).contains("1292");
            client.run("SET sql_mode = ''");
            assertThat(Plan.of(client, zero).kind()).isEqualTo("copy");
            client.run("USE mysql");
            assertThat(Plan.of(client, "ALTER TABLE t ADD COLUMN x INT").one("refusal"))
                    .startsWith("error 1235 (42000)|")
                    .contains("mysql.t");
            assertThat(Plan.of(client, "ALTER TABLE " + room.keyspace() + ".t ADD COLUMN x INT")
                            .kind())
                    .isEqualTo("copy");
            assertThat(List.of(room.migrations())).containsExactly("0");
        }
    }
}
