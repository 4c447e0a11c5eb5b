package dev.palinode.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A server that keeps names in lower case also writes them so into its binlog, where events are told by their table. */
final class LowerCaseNamesTest {
    @Test
    void aTableHasTheNamesThatTheServerKeeps() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 0, "--lower-case-table-names=1");
                Connection connection = cluster.primary().connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE Shop");
            statement.execute("CREATE TABLE Shop.Orders (id INT PRIMARY KEY)");
            assertThat(SchemaReader.read(connection, new TableName("Shop", "Orders"))
                            .orElseThrow()
                            .name())
                    .isEqualTo(new TableName("shop", "orders"));
        }
    }
}
