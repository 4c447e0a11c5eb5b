package dev.palinode.engine.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Foreign keys that are declared: the server applies the difference, and finds none then. */
final class ForeignKeyDiffTest {
    private static final List<String> WANTED = List.of(
            "(id INT PRIMARY KEY, p INT, q INT)",
            "(id INT PRIMARY KEY, p INT, q INT, CONSTRAINT of_p FOREIGN KEY (p) REFERENCES parent (id))",
            "(id INT PRIMARY KEY, p INT, q INT, CONSTRAINT other FOREIGN KEY (p) REFERENCES parent (id))",
            "(id INT PRIMARY KEY, p INT, q INT, CONSTRAINT other FOREIGN KEY (p) REFERENCES parent (id),"
                    + " CONSTRAINT of_p FOREIGN KEY (q) REFERENCES parent (id))",
            "(id INT PRIMARY KEY, p INT, q INT, CONSTRAINT gone FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE,"
                    + " FOREIGN KEY (q) REFERENCES parent (id))",
            "(id INT PRIMARY KEY, p INT, q INT, KEY kp (p), FOREIGN KEY (p) REFERENCES parent (id),"
                    + " FOREIGN KEY (q) REFERENCES parent (id) ON UPDATE SET NULL)",
            "(id INT PRIMARY KEY, p INT, q INT, FOREIGN KEY (q) REFERENCES t (id))",
            "(id INT PRIMARY KEY, p INT, q INT)");

    @OnEachServer
    void keysComeAndGoAndStay(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            run(connection, "CREATE TABLE parent (id INT PRIMARY KEY)", "CREATE TABLE t " + WANTED.get(0));
            TableName table = new TableName(schema, "t");
            for (String definition : WANTED) {
                TrialNames names = TrialNames.of("CREATE TABLE declared " + definition);
                run(connection, names.statement());
                TableDef wanted = names.back(read(connection, new TableName(schema, "declared")));
                run(connection, "DROP TABLE declared");
                Optional<String> alter = TableDiff.alter(read(connection, table), wanted, Map.of());
                if (alter.isPresent()) {
                    run(connection, alter.get());
                }
                assertThat(TableDiff.alter(read(connection, table), wanted, Map.of()))
                        .as(definition)
                        .isEmpty();
            }
        }
    }

    @OnEachServer
    void whatIsDeclaredAsItIsIsNoDifference(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            run(connection, "CREATE TABLE parent (id INT PRIMARY KEY)");
            for (String definition : WANTED) {
                run(connection, "CREATE TABLE t " + definition);
                TrialNames names = TrialNames.of("CREATE TABLE declared " + definition);
                run(connection, names.statement());
                TableDef wanted = names.back(read(connection, new TableName(schema, "declared")));
                assertThat(TableDiff.alter(read(connection, new TableName(schema, "t")), wanted, Map.of()))
                        .as(definition)
                        .isEmpty();
                run(connection, "DROP TABLE declared", "DROP TABLE t");
            }
        }
    }

    private static TableDef read(Connection connection, TableName name) throws SQLException {
        return SchemaReader.read(connection, name).orElseThrow();
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
