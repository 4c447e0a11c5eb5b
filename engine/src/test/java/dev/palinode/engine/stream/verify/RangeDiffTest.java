package dev.palinode.engine.stream.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.PlanBuilder;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows that only the target has, where its key begins with an ENUM of other labels. */
class RangeDiffTest {
    /** Of a table that a migration has made. */
    private static final String TARGET = "_vt_vrp_0123456789abcdef0123456789abcdef_20260101000000_";

    private static final String TEN =
            "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6"
                    + " UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";

    /** Two tables of one server, the second filled from the first. */
    private record Pair(TestServer server, String schema, Db db) implements AutoCloseable {
        static Pair of(TestServer server, String source, String target) throws SQLException {
            Pair pair = new Pair(server, server.newSchema(), Shards.db(server));
            server.execute(
                    pair.schema,
                    table("s", source),
                    table(TARGET, target),
                    "INSERT INTO s SELECT 1 + (a.d % 2), a.d * 100 + b.d * 10 + c.d, 1 FROM " + TEN + " a, " + TEN
                            + " b, " + TEN + " c",
                    "INSERT INTO " + TARGET + " SELECT * FROM s");
            return pair;
        }

        private static String table(String name, String type) {
            return "CREATE TABLE " + name + " (e " + type + " NOT NULL, id INT NOT NULL, v INT, PRIMARY KEY (e, id))"
                    + " CHARSET utf8mb4 COLLATE utf8mb4_general_ci";
        }

        RowPlan plan() throws SQLException, PlanBuilder.NoPlan {
            return PlanBuilder.build(
                    db.with(connection -> SchemaReader.read(connection, new TableName(schema, "s")))
                            .orElseThrow(),
                    db.with(connection -> SchemaReader.read(connection, new TableName(schema, TARGET)))
                            .orElseThrow(),
                    Map.of());
        }

        /** How many keys differ, and which table is read how for the rows of the target alone. */
        String differing() throws Exception {
            RowPlan plan = plan();
            CopySql sql = new CopySql(plan, "");
            try (Connection connection = db.dedicated();
                    RangeDiff diff = new RangeDiff(plan, sql, connection)) {
                List<String> keys = new ArrayList<>();
                diff.differing(KeyRange.all())
                        .forEach(key -> keys.add(key.literals().get(1)));
                return String.join(",", keys) + " " + access(connection, sql);
            }
        }

        private static String access(Connection connection, CopySql sql) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("EXPLAIN FORMAT=TRADITIONAL SELECT t.id FROM "
                            + sql.target() + " LEFT JOIN " + sql.source() + " ON " + sql.sameRowFromTarget()
                            + " WHERE s.e IS NULL")) {
                while (rows.next()) {
                    if (rows.getString("table").equals("s")) {
                        return rows.getString("type");
                    }
                }
                return "?";
            }
        }

        @Override
        public void close() {
            db.close();
        }
    }

    /** The labels of the rows are the first two; '2' is the number of another label in the source. */
    @OnEachServer
    void areFoundByTheIndex(TestServer server) throws Exception {
        String labels = "ENUM('a', 'b', 'c')";
        for (String target : List.of(
                "ENUM('x', 'c', 'b', '2', 'a')",
                "ENUM('b', 'x', '2', 'a')",
                "ENUM('A', 'x', '2', 'b')",
                "ENUM('c', 'x', '2', 'b', 'a') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "VARCHAR(9)")) {
            try (Pair pair = Pair.of(server, labels, target)) {
                assertThat(pair.differing()).as(target).isEqualTo(" eq_ref");
                server.execute(
                        pair.schema(),
                        "INSERT INTO " + TARGET + " VALUES ('x', 1, 1), ('2', 5, 1)",
                        "DELETE FROM s WHERE id = 7");
                assertThat(pair.differing().split(" ", -1)[0].split(",", -1))
                        .as(target)
                        .containsExactlyInAnyOrder("1", "5", "7");
            }
        }
    }

    /** Where a label may have become another one, nothing is taken for missing; that has its price. */
    @OnEachServer
    void areNotMistakenWhereLabelsBecomeOthers(TestServer server) throws Exception {
        String labels = "ENUM('a', 'b', 'c') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        try (Pair pair = Pair.of(server, labels, "ENUM('x', 'B', 'A')")) {
            assertThat(pair.differing()).startsWith(" ");
            server.execute(pair.schema(), "INSERT INTO " + TARGET + " VALUES ('x', 1, 1)");
            assertThat(pair.differing()).startsWith("1 ");
        }
    }
}
