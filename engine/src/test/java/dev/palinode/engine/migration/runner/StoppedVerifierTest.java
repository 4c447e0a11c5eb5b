package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A verification that stands still with rows of the source locked, as by SIGSTOP, keeps no client from them. */
final class StoppedVerifierTest {
    @OnEachServer
    void whatItHasLockedIsFreedByTheNextOwner(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            AtomicBoolean damaged = new AtomicBoolean();
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicBoolean goesOn = new AtomicBoolean();
            MigrationId id = room.running("t", "ALTER TABLE t ADD COLUMN w INT");
            room.points = place -> {
                if (place.equals("verify.begin") && damaged.compareAndSet(false, true)) {
                    damage(room, id);
                }
                if (place.equals("verify.locked") && stopped.compareAndSet(false, true)) {
                    while (!goesOn.get()) {
                        Thread.onSpinWait();
                    }
                }
            };
            try {
                room.runner().start(room.row(id));
                await().atMost(Duration.ofSeconds(60)).untilTrue(stopped);
                room.restart();
                room.runner().review(room.row(id));
                room.execute("SET innodb_lock_wait_timeout = 20", "UPDATE t SET v = 'new' WHERE id = 7");
            } finally {
                goesOn.set(true);
            }
            room.await(id, Phase.READY);
            room.cutOver(id);
            assertThat(room.value("SELECT v FROM t WHERE id = 7")).isEqualTo("new");
        }
    }

    private static void damage(AlterRoom room, MigrationId id) {
        try {
            room.execute("UPDATE " + room.shadow(id).quoted() + " SET v = 'wrong' WHERE id = 7");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
