package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream that breaks again and again shows no life until the part that broke gets on; the rest goes on beside it. */
final class BrokenStreamTest {
    private static final int BREAKS = 2;

    @OnEachServer
    void aCopyThatAlwaysBreaksShowsNoLife(TestServer server) throws Exception {
        isSilentWhileItBreaksAt(server, "copy.inserted");
    }

    @OnEachServer
    void aComparisonThatAlwaysBreaksShowsNoLife(TestServer server) throws Exception {
        isSilentWhileItBreaksAt(server, "verify.begin");
    }

    @OnEachServer
    void anApplyThatAlwaysBreaksShowsNoLife(TestServer server) throws Exception {
        isSilentWhileItBreaksAt(server, "apply.written");
    }

    private static void isSilentWhileItBreaksAt(TestServer server, String place) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)");
            AtomicInteger breaks = new AtomicInteger();
            FailPoints breaking = name -> {
                if (name.equals(place)) {
                    breaks.incrementAndGet();
                    throw new IllegalStateException("broken by the test");
                }
            };
            boolean later = place.startsWith("apply.");
            room.points = later ? FailPoints.NONE : breaking;
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            if (later) {
                // An event that the copy has been ahead of would not be applied any more the next time.
                room.await(id, CopyRunner.Phase.READY);
                room.points = breaking;
                room.execute("UPDATE t SET v = v + 1");
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> broken(room, id));
            int begin = breaks.get();
            int alive = 0;
            while (breaks.get() < begin + BREAKS) {
                alive += broken(room, id) ? 0 : 1;
                room.execute("UPDATE t SET v = v + 1");
                Thread.sleep(20);
            }
            // What others wrote before the first break may have been applied once.
            assertThat(alive).isLessThan(5);
            assertThat(room.runner().review(room.row(id)).message()).isNotEmpty();
            room.points = FailPoints.NONE;
            room.await(id, CopyRunner.Phase.READY);
            await().atMost(Duration.ofSeconds(60)).until(() -> !broken(room, id));
        }
    }

    private static boolean broken(AlterRoom room, MigrationId id) throws SQLException {
        return room.runner().isBroken(room.row(id));
    }
}
