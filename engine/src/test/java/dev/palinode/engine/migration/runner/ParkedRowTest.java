package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rows that are read anew from the source because their change could not be written: they are not forgotten. */
final class ParkedRowTest {
    /** While a client locks the row, other tables change, which alone would move the stored position. */
    @OnEachServer
    void aRowThatWaitsIsNotForgottenWhenTheStreamBreaks(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT)",
                    "CREATE TABLE other (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY)",
                    "INSERT INTO t VALUES (1, 'old'), (2, 'old')");
            MigrationId alter = room.alter("t", "ALTER TABLE t ADD COLUMN c INT");
            room.await(alter, CopyRunner.Phase.READY);
            try (Connection client = room.connect();
                    Statement statement = client.createStatement()) {
                statement.execute("SET autocommit = 0");
                AtomicBoolean locked = new AtomicBoolean();
                // The change is applied when the row is locked already.
                room.points = name -> {
                    if (name.equals("apply.written")) {
                        while (!locked.get()) {
                            Thread.onSpinWait();
                        }
                    }
                };
                room.execute("UPDATE t SET body = REPEAT('new', 2000000) WHERE id = 1");
                statement.execute("SELECT id FROM t WHERE id = 1 FOR UPDATE");
                locked.set(true);
                long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                while (System.nanoTime() < end) {
                    room.execute("INSERT INTO other VALUES (NULL)");
                }
                AtomicBoolean broken = new AtomicBoolean();
                room.points = name -> {
                    if (name.equals("apply.written") && broken.compareAndSet(false, true)) {
                        throw new IllegalStateException("broken by the test");
                    }
                };
                room.execute("UPDATE t SET body = 'newer' WHERE id = 2");
                await().atMost(Duration.ofSeconds(30)).untilTrue(broken);
                statement.execute("COMMIT");
            }
            OftenEnough.cutOver(room, alter);
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, LEFT(body, 5)) ORDER BY id) FROM t"))
                    .isEqualTo("1newne,2newer");
        }
    }
}
