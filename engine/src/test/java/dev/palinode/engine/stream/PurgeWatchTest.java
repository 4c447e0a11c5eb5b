package dev.palinode.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

final class PurgeWatchTest {
    @OnEachServer
    void warnsInTheLastQuarterOfTheTimeForWhichBinlogsAreKept(TestServer server) throws Exception {
        try (Db db = Shards.db(server)) {
            long kept = db.with(connection -> Sql.first(
                            connection, "SELECT @@GLOBAL.binlog_expire_logs_seconds", row -> row.getLong(1))
                    .orElseThrow());
            AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
            PurgeWatch watch = new PurgeWatch(db, now::get);
            watch.seen(now.get());
            now.set(now.get().plusSeconds(kept * 70 / 100));
            assertThat(watch.look()).isEmpty();
            now.set(now.get().plus(Duration.ofSeconds(60)).plusSeconds(kept * 10 / 100));
            if (kept > 0) {
                assertThat(watch.look())
                        .hasValueSatisfying(
                                warning -> assertThat(warning).contains("purges binlogs after " + kept + " s"));
                watch.seen(now.get());
                now.set(now.get().plusSeconds(60));
            }
            assertThat(watch.look()).isEmpty();
        }
    }
}
