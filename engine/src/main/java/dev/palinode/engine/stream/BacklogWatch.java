package dev.palinode.engine.stream;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.stream.base.Trend;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How far a stream is behind its server, in transactions of whatever table, and when it will have caught up. Counted
 * from where there was a backlog first. Confined to the stream's thread.
 */
final class BacklogWatch {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Db db;
    private final InstantSource clock;
    private final Trend trend = new Trend();
    private Optional<Position> from = Optional.empty();
    private Optional<Work> known = Optional.empty();
    private Instant next = Instant.MIN;

    BacklogWatch(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** There is no backlog worth speaking of: the next one is another one. */
    void none() {
        from = Optional.empty();
        known = Optional.empty();
        next = Instant.MIN;
        trend.clear();
    }

    /** What is known; the server is asked at most twice a second. */
    Optional<Work> look(Position applied) throws SQLException {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(EVERY);
            known = Optional.of(count(now, applied, db.with(db.dialect()::currentPosition)));
        }
        return known;
    }

    /** What a look finds when the server is there. */
    Work count(Instant now, Position applied, Position server) {
        Position begin = from.orElse(applied);
        from = Optional.of(begin);
        long left = server.transactionsBeyond(applied);
        long done = applied.transactionsBeyond(begin);
        trend.add(now, (double) left);
        return new Work(done, done + left, left == 0 ? 1 : (double) done / (double) (done + left), trend.eta());
    }
}
