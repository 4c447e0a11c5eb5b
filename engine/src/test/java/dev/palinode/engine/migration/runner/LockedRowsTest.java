package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

/** A copy that is kept from rows says so, and who may be the reason. */
final class LockedRowsTest {
    @OnEachServer
    void theMessageSaysWhichRowsAreLockedAndByWhom(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect();
                Statement holding = holder.createStatement()) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)");
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE a SET v = 20 WHERE id = 2");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT");
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> room.runner().review(room.row(id)).message().contains("rows that are locked"));
            assertThat(room.runner().review(room.row(id)).message())
                    .contains("the copy has waited for ")
                    .contains("perhaps by session ")
                    .contains(server.login().user() + "@");
            holder.commit();
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(v ORDER BY id) FROM a")).isEqualTo("1,20,3");
        }
    }
}
