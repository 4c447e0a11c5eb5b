package dev.palinode.engine.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ReadOnlyRequestTest {
    private static NewMigration migration() {
        return Shards.migration(new TableName("ks", "t"), DdlAction.ALTER, "ALTER TABLE t ADD COLUMN c INT");
    }

    @Test
    void nothingIsStoredOnAServerThatIsNoPrimaryAnyMoreAlthoughOurAccountCouldWriteThere() throws Exception {
        try (TestCluster cluster = TestCluster.single()) {
            TestServer server = cluster.primary();
            try (Db db = Shards.db(server)) {
                SidecarSchema.ensure(db);
                MigrationRequests requests = new MigrationRequests(db, "ks", "0");
                server.execute("", "SET GLOBAL read_only = ON");
                assertThatThrownBy(() -> requests.insert(migration()))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("the server is read-only");
                assertThat(rows(server)).isEqualTo("00");
                server.execute("", "SET GLOBAL read_only = OFF");
                requests.insert(migration());
                assertThat(rows(server)).isEqualTo("11");
            }
        }
    }

    private static String rows(TestServer server) throws SQLException {
        try (Connection connection = server.connect("_vt")) {
            return Sql.first(
                            connection,
                            "SELECT CONCAT((SELECT COUNT(*) FROM schema_migrations),"
                                    + " (SELECT COUNT(*) FROM migration_event))",
                            row -> row.getString(1))
                    .orElse("");
        }
    }
}
