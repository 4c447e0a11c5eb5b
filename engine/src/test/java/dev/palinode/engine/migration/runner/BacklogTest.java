package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.migration.runner.CopyRunner.Progress;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Throttle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an ALTER and its revert say of their catching up. Other transactions of the server count, too. */
final class BacklogTest {
    private static final int ROWS = 12;

    /** Lets a batch pass for each permit. */
    private static final class Turnstile extends Denied {
        private final AtomicInteger permits = new AtomicInteger();

        @Override
        public Decision check(AppName app) {
            boolean ok = permits.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            return ok ? Throttle.NONE.check(app) : super.check(app);
        }
    }

    private final Turnstile turnstile = new Turnstile();

    /** Each row is a transaction, of which a few make a batch. */
    private static void write(AlterRoom room, int from) throws SQLException {
        for (int i = from; i < from + ROWS; i++) {
            room.execute("INSERT INTO t (id, body) VALUES (" + i + ", REPEAT('x', 1500000))");
        }
    }

    private static long left(Work work) {
        return work.estimated() - work.completed();
    }

    private static Progress awaitLeft(AlterRoom room, MigrationId id, long atLeast) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> room.runner().review(room.row(id)),
                        progress -> progress.phase() == Phase.CATCH_UP
                                && progress.work().map(BacklogTest::left).orElse(0L) >= atLeast);
    }

    private void catchesUp(AlterRoom room, MigrationId id, int written) throws Exception {
        Work standing = awaitLeft(room, id, written).work().orElseThrow();
        assertThat(standing.completed()).isZero();
        assertThat(standing.eta()).as("nothing is applied").isEmpty();
        write(room, 1000 + written);
        Work more = awaitLeft(room, id, left(standing) + ROWS).work().orElseThrow();
        assertThat(more.completed()).isZero();
        assertThat(more.eta()).as("it grows").isEmpty();

        List<Work> seen = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    turnstile.permits.set(1);
                    Progress now = room.runner().review(room.row(id));
                    if (now.phase() == Phase.CATCH_UP) {
                        now.work().ifPresent(seen::add);
                    }
                    return seen.stream().anyMatch(work -> left(work) < left(more));
                });
        assertThat(seen).allSatisfy(work -> {
            assertThat(work.percent()).isBetween(0.0, 100.0);
            assertThat(work.completed()).isBetween(0L, work.estimated());
        });
        room.throttle = Throttle.NONE;
        assertThat(room.await(id, Phase.READY).work()).as("nothing to count").isEmpty();
    }

    @OnEachServer
    void theBacklogOfAnAlterShrinks(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT)", "INSERT INTO t VALUES (1, '')");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN c INT");
            room.await(id, Phase.READY);
            room.throttle = turnstile;
            write(room, 1000);
            catchesUp(room, id, ROWS);
        }
    }

    @OnEachServer
    void soDoesThatOfARevert(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT)", "INSERT INTO t VALUES (1, '')");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN c INT");
            room.cutOver(id);
            write(room, 1000);
            room.throttle = turnstile;
            MigrationId revert = room.revert(id);
            assertThat(room.runner().review(room.row(revert)).phase()).isEqualTo(Phase.CATCH_UP);
            catchesUp(room, revert, ROWS);
        }
    }
}
