package dev.palinode.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

final class PurgeWatchTest {
    @OnEachServer
    void warnsInTheLastQuarterOfTheTimeForWhichBinlogsAreKept(TestServer server) throws Exception {
        try (Db db = Shards.db(server)) {
            long kept = db.with(connection -> Sql.first(
                            connection, "SELECT @@GLOBAL.binlog_expire_logs_seconds", row -> row.getLong(1))
                    .orElseThrow());
            Instant begin = Instant.parse("2026-01-01T00:00:00Z");
            AtomicLong later = new AtomicLong();
            PurgeWatch watch = new PurgeWatch(db, () -> begin.plusSeconds(later.get()));
            watch.seen(begin);
            later.set(kept * 70 / 100);
            assertThat(watch.look()).isEmpty();
            later.addAndGet(60 + kept * 10 / 100);
            if (kept > 0) {
                assertThat(watch.look())
                        .hasValueSatisfying(
                                warning -> assertThat(warning).contains("purges binlogs after " + kept + " s"));
                watch.seen(begin.plusSeconds(later.get()));
                later.addAndGet(60);
            }
            assertThat(watch.look()).isEmpty();
        }
    }
}
