package dev.palinode.engine.stream;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Warns while there is time that the server will purge binlogs which a stream still has to read: when the stream is behind
 * by more than three quarters of the time for which they are kept. For the thread of one stream.
 */
final class PurgeWatch {
    private static final double NEAR = 0.75;
    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;

    /** How often the server is asked in the time for which it keeps binlogs; no more often than twice a second. */
    private static final int LOOKS = 20;

    private static final Duration LEAST_PAUSE = Duration.ofMillis(500);
    private static final Duration MOST_PAUSE = Duration.ofMinutes(1);

    private final Db db;
    private final InstantSource clock;
    private Instant seenUntil;
    private Instant next;
    private Optional<String> warning = Optional.empty();

    /** At the beginning nothing has been read. */
    PurgeWatch(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
        this.seenUntil = clock.instant();
        this.next = seenUntil;
    }

    /** The stream has everything that was written up to this time, by the server's clock. */
    void seen(Instant until) {
        seenUntil = until;
    }

    /** What was to be said when it looked last. */
    Optional<String> warning() {
        return warning;
    }

    /** What is to be said now; empty if there is no danger, as far as is known. */
    Optional<String> look() throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return warning;
        }
        long kept = keptSeconds();
        Duration behind = Duration.between(seenUntil, now);
        Duration pause = Duration.ofSeconds(kept).dividedBy(LOOKS);
        next = now.plus(Collections.min(List.of(MOST_PAUSE, Collections.max(List.of(LEAST_PAUSE, pause)))));
        warning = kept > 0 && behind.toSeconds() >= kept * NEAR
                ? Optional.of("the stream is " + behind.toSeconds() + " s behind, and the server purges binlogs after "
                        + kept + " s (binlog_expire_logs_seconds): let it go on, or raise that, before they are gone")
                : Optional.empty();
        return warning;
    }

    /** Zero is for ever; so is what a server says that does not know the variable. */
    private long keptSeconds() throws SQLException {
        try {
            return db.with(connection ->
                            Sql.first(connection, "SELECT @@GLOBAL.binlog_expire_logs_seconds", row -> row.getLong(1)))
                    .orElse(0L);
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_UNKNOWN_SYSTEM_VARIABLE) {
                return 0;
            }
            throw e;
        }
    }
}
