package dev.palinode.engine.sidecar.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

final class SidecarSchemaTest {
    @OnEachServer
    void everyTableIsMadeAndMakingThemAgainWritesNothing(TestServer server) throws SQLException {
        try (Db db = Shards.db(server)) {
            SidecarSchema.ensure(db);
            String before = db.with(
                    connection -> db.dialect().currentPosition(connection).encode());
            SidecarSchema.ensure(db);
            assertThat(db.<String>with(connection ->
                            db.dialect().currentPosition(connection).encode()))
                    .isEqualTo(before);
            String sql = "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = '_vt'";
            List<String> tables =
                    db.with(connection -> Sql.query(connection, sql, row -> row.getString(1) + " " + row.getString(2)));
            assertThat(tables)
                    .containsAll(SidecarSchema.names().stream()
                            .map(name -> name + " InnoDB")
                            .toList());
        }
    }

    @OnEachServer
    void columnsThatAnOlderTableLacksAreAdded(TestServer server) throws SQLException {
        String schema = server.newSchema();
        try (Db db = Shards.db(server)) {
            db.run(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE " + schema + ".t (`a` int, `c` int)");
                }
                String definition =
                        "CREATE TABLE t (\n  `a` int,\n  `b` varchar(9) NOT NULL DEFAULT 'x',\n  `c` int\n)";
                SidecarColumns.addMissing(connection, schema, "t", definition);
                SidecarColumns.addMissing(connection, schema, "t", definition);
            });
            String sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = ? ORDER BY"
                    + " ordinal_position";
            assertThat(db.<List<String>>with(connection -> Sql.query(connection, sql, row -> row.getString(1), schema)))
                    .containsExactly("a", "b", "c");
        }
    }

    @OnEachServer
    void theListShowsEveryColumnOfVitessInTheOrderOfTheTable(TestServer server) throws SQLException {
        try (Db db = Shards.db(server)) {
            SidecarSchema.ensure(db);
            String sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = '_vt'"
                    + " AND table_name = 'schema_migrations' AND column_name NOT IN ('if_exists', 'session_settings', 'declared_alter',"
                    + " 'verify_requested')"
                    + " AND column_name NOT LIKE 'direct%' ORDER BY ordinal_position";
            List<String> columns = db.with(connection -> Sql.query(connection, sql, row -> row.getString(1)));
            RowSet list = new MigrationReader(db, "none", "0").list(new Filter(Optional.empty()));
            assertThat(list.columns()).extracting(RowSet.Column::name).containsExactlyElementsOf(columns);
        }
    }
}
