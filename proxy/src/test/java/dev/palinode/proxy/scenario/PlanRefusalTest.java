package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A plan refuses what is refused, in the same words, and leaves nothing behind. */
class PlanRefusalTest {
    private static final String T = "CREATE TABLE t# (id INT NOT NULL PRIMARY KEY, v VARCHAR(40), n INT)";
    private static final String VIEW = "CREATE VIEW t# AS SELECT 1 AS one";

    /** A statement that is refused; the sign stands for a number. */
    private record Case(String strategy, String statement, List<String> before) {}

    private static Case online(String statement, String... before) {
        return under("vitess", statement, before);
    }

    private static Case under(String strategy, String statement, String... before) {
        return new Case(strategy, statement, List.of(before));
    }

    private static final List<Case> CASES = List.of(
            online("ALTER TABLE t# ADD COLUMN x INT", "CREATE TABLE t# (id INT, UNIQUE KEY (id))"),
            online("ALTER TABLE t# DROP PRIMARY KEY", T),
            online(
                    "ALTER TABLE t# ADD COLUMN x INT",
                    T,
                    "CREATE TRIGGER tr# BEFORE INSERT ON t# FOR EACH ROW SET NEW.n = 1"),
            online(
                    "ALTER TABLE t# ADD COLUMN x INT",
                    T,
                    "CREATE TABLE c# (id INT PRIMARY KEY, p INT, CONSTRAINT fk# FOREIGN KEY (p) REFERENCES t# (id))"),
            online(
                    "ALTER TABLE c# ADD FOREIGN KEY (p) REFERENCES t# (id)",
                    T,
                    "CREATE TABLE c# (id INT PRIMARY KEY, p INT)",
                    "INSERT INTO c# VALUES (1, 17)"),
            under("mysql", "ALTER TABLE t# ADD FOREIGN KEY (n) REFERENCES t# (id)", T),
            online("ALTER TABLE nothing# ADD COLUMN x INT"),
            online("ALTER TABLE t# ADD COLUMN x INT", VIEW),
            online("ALTER TABLE t# ADD COLUMN x INT", "CREATE TABLE t# (id INT PRIMARY KEY) ENGINE=MyISAM"),
            online("ALTER TABLE t# ENGINE=MyISAM", T),
            online("ALTER TABLE t# DROP COLUMN nothing", T),
            online("ALTER TABLE t# ADD COLUMN v INT", T),
            online("ALTER TABLE t# ADD COLUMN x ENUM('a', 'a')", T),
            online("ALTER TABLE t# FOO BAR", T),
            online("ALTER TABLE t# DROP COLUMN v, DROP COLUMN n, DROP COLUMN id, ADD COLUMN x INT PRIMARY KEY", T),
            online("ALTER TABLE t# RENAME TO u#", T),
            online(
                    "ALTER TABLE t# TRUNCATE PARTITION p1",
                    "CREATE TABLE t# (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (5),"
                            + " PARTITION p2 VALUES LESS THAN (9))"),
            online("ALTER TABLE mysql.user ADD COLUMN x INT"),
            online("CREATE TABLE u# SELECT 1 AS one"),
            online("CREATE OR REPLACE TABLE u# (id INT PRIMARY KEY)"),
            online("CREATE TABLE t# (id INT PRIMARY KEY)", T),
            online("CREATE TABLE t# (id INT PRIMARY KEY)", VIEW),
            online("CREATE TABLE u# (id INT PRIMARY KEY, id INT)"),
            online("CREATE TABLE u# (id INT PRIMARY KEY) FOO"),
            online("CREATE VIEW t# AS SELECT 2 AS two", VIEW),
            online("CREATE VIEW u# AS SELECT * FROM nothing#"),
            online("ALTER VIEW nothing# AS SELECT 1 AS one"),
            online("ALTER VIEW t# AS SELECT 1 AS one", T),
            online("ALTER VIEW t# AS SELECT * FROM nothing#", VIEW),
            online("DROP TABLE nothing#"),
            online("DROP TABLE t#", VIEW),
            online("DROP VIEW t#", T),
            online(
                    "DROP TABLE t#",
                    T,
                    "CREATE TABLE c# (id INT PRIMARY KEY, p INT, CONSTRAINT fk# FOREIGN KEY (p) REFERENCES t# (id))"),
            under("vitess --cut-over-threshold=1s", "ALTER TABLE t# FORCE", T),
            under("mysql --postpone-completion", "ALTER TABLE t# FORCE", T),
            under("mysql", "ALTER TABLE t# DROP COLUMN nothing", T),
            under("mysql", "ALTER TABLE nothing# FORCE"),
            under(
                    "mysql",
                    "ALTER TABLE t# TRUNCATE PARTITION p1",
                    "CREATE TABLE t# (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (5))"),
            under(
                    "pt-osc",
                    "ALTER TABLE t# TRUNCATE PARTITION p1",
                    "CREATE TABLE t# (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (5))"),
            under("vitess --prefer-instant-ddl", "ALTER TABLE t# DROP COLUMN nothing", T),
            under("vitess --declarative", "ALTER TABLE t# FORCE", T),
            under("vitess --declarative", "CREATE TABLE IF NOT EXISTS t# (id INT PRIMARY KEY)", T),
            under("vitess --declarative", "CREATE TABLE t# (id INT PRIMARY KEY)", VIEW),
            under("vitess --declarative", "CREATE TABLE t# (id INT PRIMARY KEY, id INT)", T),
            under("vitess --declarative", "CREATE TABLE t# (id INT)", T));

    @OnEachServer
    void inTheSameWords(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            for (int i = 0; i < CASES.size(); i++) {
                Case one = CASES.get(i);
                String sql = numbered(one.statement(), i);
                for (String before : one.before()) {
                    room.execute(numbered(before, i));
                }
                client.run("SET ddl_strategy = '" + one.strategy() + "'");
                List<String> state = state(room);
                String mark = mark(room);
                Plan plan = Plan.of(client, sql);
                assertThat(state(room)).as("after the plan of %s", sql).isEqualTo(state);
                assertThat(logged(room, mark)).as("binlog of %s", sql).allMatch(event -> event.contains("_vt_drp_"));
                assertThat(plan.kind()).as(sql).isEqualTo("refused");
                assertThat(plan.all("refusal"))
                        .as("refusals of %s under %s", sql, one.strategy())
                        .isNotEmpty();
                assertThat(plan.all("refusal").get(0)).as(sql).isEqualTo(refusal(client, sql));
            }
        }
    }

    private static String numbered(String sql, int number) {
        return sql.replace("#", Integer.toString(number));
    }

    /** What becomes of the statement itself. */
    private static String refusal(Client client, String sql) throws SQLException, InterruptedException {
        String uuid;
        try {
            uuid = client.submit(sql);
        } catch (SQLException e) {
            return "error " + e.getErrorCode() + " (" + e.getSQLState() + ")|" + e.getMessage();
        }
        return "failed|" + client.await(uuid, "failed").get("message");
    }

    /** All that a user can see. */
    private static List<String> state(Room room) throws SQLException {
        List<String> found = new ArrayList<>();
        found.addAll(room.rows("SHOW FULL TABLES"));
        String ours = " WHERE keyspace = '" + room.keyspace() + "'";
        found.addAll(room.rows("SELECT COUNT(*), MAX(id) FROM _vt.schema_migrations" + ours));
        found.addAll(room.rows("SELECT COUNT(*), MAX(id) FROM _vt.vreplication" + ours));
        for (String table : room.rows("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                + " AND table_schema = '" + room.keyspace() + "'")) {
            found.addAll(room.rows("SHOW CREATE TABLE `" + table + "`"));
        }
        return found;
    }

    /** Where the binlog is. */
    private static String mark(Room room) throws SQLException {
        String status = room.server().isMariaDb() ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS";
        return room.rows(status).get(0);
    }

    /** What was logged since about the keyspace. */
    private static List<String> logged(Room room, String mark) throws SQLException {
        String[] at = mark.split("\\|", -1);
        return room.rows("SHOW BINLOG EVENTS IN '" + at[0] + "' FROM " + at[1]).stream()
                .filter(event -> event.contains(room.keyspace()) && !event.contains("|Annotate_rows|"))
                .toList();
    }

    @OnEachServer
    void allReasonsAtOnce(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    "CREATE TABLE t (id INT, v INT, UNIQUE KEY (v))",
                    "CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES t (v))",
                    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1");
            client.run("SET ddl_strategy = 'vitess --cut-over-threshold=1s'");
            Plan plan = Plan.of(client, "ALTER TABLE t ADD COLUMN x INT");
            assertThat(plan.all("refusal")).hasSize(4);
            assertThat(plan.all("refusal").get(0)).contains("error 1210 (HY000)|", "5s");
            assertThat(String.join("\n", plan.all("refusal"))).contains("fk", "tr", "unique key");
            Plan several = Plan.of(client, "ALTER TABLE mysql.t RENAME TO u, ADD FOREIGN KEY (v) REFERENCES c (id)");
            assertThat(several.all("refusal")).hasSize(3);
        }
    }

    @OnEachServer
    void whatIsPending(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            client.run("SET ddl_strategy = 'vitess --postpone-launch --singleton'");
            String uuid = client.submit("ALTER TABLE t FORCE");
            Plan plan = Plan.of(client, "ALTER TABLE t FORCE");
            SQLException error = client.refused("ALTER TABLE t FORCE");
            assertThat(plan.one("refusal")).isEqualTo("error 1105 (HY000)|" + error.getMessage());
            client.run("ALTER VITESS_MIGRATION '" + uuid + "' CANCEL");
        }
    }

    @OnEachServer
    void whatFailedBefore(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            client.run("SET ddl_strategy = 'vitess --in-order-completion'");
            client.run("SET migration_context = 'row'");
            String first = client.submit("ALTER TABLE t DROP COLUMN nothing");
            client.await(first, "failed");
            Plan plan = Plan.of(client, "ALTER TABLE t FORCE");
            assertThat(plan.one("refusal")).contains(first, "has failed");
            client.run("SET ddl_strategy = 'vitess'");
            String done = client.complete("ALTER TABLE t ADD COLUMN x INT");
            Plan again = Plan.of(client, "ALTER TABLE t ADD COLUMN x INT");
            assertThat(again.kind()).isEqualTo("no-op");
            assertThat(again.one("plan")).contains(done);
        }
    }
}
