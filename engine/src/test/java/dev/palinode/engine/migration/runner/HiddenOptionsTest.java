package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.palinode.engine.embedded.FileTrees;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server says of a table to those alone who ask for it, or not to a clone. */
final class HiddenOptionsTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN w INT";

    @OnEachCluster
    void aTableInADirectoryOfItsOwnIsNotMoved(TestServer.Flavour flavour) throws Exception {
        Path directory = Files.createTempDirectory("palinode-directory-");
        String[] options = flavour == TestServer.Flavour.MYSQL
                ? new String[] {"--innodb-directories=" + directory}
                : new String[0];
        try (TestCluster cluster = TestCluster.of(flavour, 0, options);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY) DATA DIRECTORY = '" + directory + "'");
            assertThatThrownBy(() -> room.alter("t", ALTER))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessageContaining("has DATA DIRECTORY or INDEX DIRECTORY");
        } finally {
            FileTrees.delete(directory);
        }
    }

    @OnEachCluster
    void aPrimaryKeyThatTheServerHidesIsAKey(TestServer.Flavour flavour) throws Exception {
        assumeThat(flavour).as("MariaDB makes no primary keys").isEqualTo(TestServer.Flavour.MYSQL);
        try (TestCluster cluster = TestCluster.of(
                        flavour,
                        0,
                        "--sql-generate-invisible-primary-key=ON",
                        "--show-gipk-in-create-table-and-information-schema=OFF");
                AlterRoom room = new AlterRoom(cluster.primary())) {
            room.execute("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1), (1), (2)");
            MigrationId id = room.alter("t", ALTER);
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(a, my_row_id ORDER BY my_row_id) FROM t"))
                    .isEqualTo("11,12,23");
        }
    }
}
