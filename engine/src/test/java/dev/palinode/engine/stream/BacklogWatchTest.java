package dev.palinode.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

final class BacklogWatchTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong millis = new AtomicLong();

    private static Position at(long sequence) {
        return Position.parse("MariaDB/0-1-" + sequence);
    }

    private Work count(BacklogWatch watch, long applied, long server) {
        Work work = watch.count(BEGIN.plusMillis(millis.addAndGet(1000)), at(applied), at(server));
        assertThat(work.percent()).isBetween(0.0, 100.0);
        return work;
    }

    @OnEachServer
    void aBacklogThatShrinksHasAnEndAndOneThatGrowsHasNone(TestServer server) throws Exception {
        try (Db db = Shards.db(server)) {
            BacklogWatch watch = new BacklogWatch(db, () -> BEGIN.plusMillis(millis.get()));
            assertThat(count(watch, 1000, 1400))
                    .satisfies(work -> assertThat(work.completed()).isZero())
                    .satisfies(work -> assertThat(work.estimated()).isEqualTo(400))
                    .satisfies(work -> assertThat(work.eta()).isEmpty());
            // 150 were applied and 50 came: 100 fewer in a second.
            assertThat(count(watch, 1150, 1450)).satisfies(work -> {
                assertThat(work.completed()).isEqualTo(150);
                assertThat(work.estimated() - work.completed()).isEqualTo(300);
                assertThat(work.percent()).isBetween(33.3, 33.4);
                assertThat(work.eta()).contains(Duration.ofSeconds(3));
            });
            assertThat(count(watch, 1160, 1800).eta()).isEmpty();
            assertThat(count(watch, 1800, 1800)).satisfies(work -> {
                assertThat(work.percent()).isEqualTo(100);
                assertThat(work.eta()).contains(Duration.ZERO);
            });
            watch.none();
            assertThat(count(watch, 2000, 2010))
                    .satisfies(work -> assertThat(work.completed()).isZero())
                    .satisfies(work -> assertThat(work.eta()).isEmpty());
        }
    }

    @OnEachServer
    void theServerIsAskedForItsOwnPositionNowAndThen(TestServer server) throws Exception {
        try (Db db = Shards.db(server)) {
            String schema = server.newSchema();
            server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)");
            Position before = db.with(db.dialect()::currentPosition);
            for (int i = 0; i < 5; i++) {
                server.execute(schema, "INSERT INTO t VALUES (" + i + ")");
            }
            BacklogWatch watch = new BacklogWatch(db, () -> BEGIN.plusMillis(millis.get()));
            Work first = watch.look(before).orElseThrow();
            assertThat(first.estimated()).isGreaterThanOrEqualTo(5);
            server.execute(schema, "INSERT INTO t VALUES (77)");
            millis.addAndGet(100);
            assertThat(watch.look(before)).contains(first);
            millis.addAndGet(500);
            assertThat(watch.look(before).orElseThrow().estimated()).isGreaterThan(first.estimated());
        }
    }
}
