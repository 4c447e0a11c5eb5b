package dev.palinode.engine.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.sidecar.throttle.ThrottledApps;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.PrimaryLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

    /** Each would be a transaction that the primary does not have, for which the server could not become its replica. */
    @Test
    void nothingThatAnEngineBeginsWithIsStoredThere() throws Exception {
        try (TestCluster cluster = TestCluster.single()) {
            TestServer server = cluster.primary();
            try (Db db = Shards.db(server)) {
                refused(cluster, () -> SidecarSchema.ensure(db));
                SidecarSchema.ensure(db);
                server.execute("_vt", "DROP TABLE heartbeat");
                refused(cluster, () -> SidecarSchema.ensure(db));
                SidecarSchema.ensure(db);
                server.execute("_vt", "ALTER TABLE vreplication DROP COLUMN parked");
                refused(cluster, () -> SidecarSchema.ensure(db));
                SidecarSchema.ensure(db);

                Heartbeat heartbeat = new Heartbeat("ks", "0");
                ThrottledApps apps = new ThrottledApps("ks", "0");
                refused(cluster, () -> db.run(connection -> heartbeat.write(connection, Duration.ofSeconds(1))));
                refused(
                        cluster,
                        () -> db.inTransaction(tx -> {
                            apps.put(tx, "app", Duration.ofMinutes(1), 0.5);
                            return true;
                        }));
                refused(cluster, () -> {
                    assertThat(PrimaryLease.tryAcquire(db, "ks", "0", "me", Duration.ofMinutes(1)))
                            .isEmpty();
                    throw new SQLException("the server is read-only, so that nobody has the lease");
                });
                db.run(connection -> heartbeat.write(connection, Duration.ofSeconds(1)));
                try (PrimaryLease lease = PrimaryLease.tryAcquire(db, "ks", "0", "me", Duration.ofMinutes(1))
                        .orElseThrow()) {
                    assertThat(lease.holds()).isTrue();
                }
            }
        }
    }

    private static void refused(TestCluster cluster, ThrowingCallable act) throws SQLException {
        cluster.primary().execute("", "SET GLOBAL read_only = ON");
        String before = cluster.gtids(0);
        assertThatThrownBy(act).isInstanceOf(SQLException.class).hasMessageContaining("read-only");
        assertThat(cluster.gtids(0)).isEqualTo(before);
        cluster.primary().execute("", "SET GLOBAL read_only = OFF");
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
