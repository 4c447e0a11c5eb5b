package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** A program that cannot work with the server is refused before anything is stored; which one it is does not matter here. */
final class ProgramRefusalTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN w INT";

    @OnEachServer
    void ghOstAndMariaDb(TestServer server) throws Exception {
        ToolPaths any = new ToolPaths("/bin/false", "/bin/false");
        try (EngineRoom room = new EngineRoom(server, EngineRoom.quick().withTools(any))) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            if (server.isMariaDb()) {
                assertThatThrownBy(() -> room.submitUnder("gh-ost", ALTER))
                        .isInstanceOf(EngineFault.class)
                        .hasMessageContaining("does not work with MariaDB 10.5 and newer")
                        .hasMessageContaining("ddl_strategy='vitess'");
                assertThat(room.value("SELECT COUNT(*) FROM _vt.schema_migrations WHERE keyspace = DATABASE()"))
                        .isEqualTo("0");
            } else {
                room.await(room.submitUnder("gh-ost", ALTER), MigrationStatus.FAILED);
            }
            room.await(room.submitUnder("pt-osc", ALTER), MigrationStatus.FAILED);
            room.complete(room.submitUnder("gh-ost", "CREATE TABLE u (id INT PRIMARY KEY)"));
        }
    }
}
