package dev.palinode.engine.migration.rules;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.TerminalErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a migration that could not begin for a reason that may pass, such as locks of others or a full disk, may try
 * again: after a second, then after twice the time of before, up to a minute; and when it has waited for so long that it
 * fails. That the server is away is nobody's failure, and does not count. In memory only: another process tries at once,
 * and begins to count anew. Safe for many threads.
 */
public final class StartBackoff {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LONGEST_SHIFT = 6;

    /** Of all pauses together; as long as a migration may be without a sign of life ({@code StaleRule}). */
    private static final Duration LIMIT = Duration.ofHours(3);

    private record Pause(int failures, Duration waited, Instant end) {
        static final Pause NONE = new Pause(0, Duration.ZERO, Instant.MIN);

        Pause next(Instant now) {
            Duration whole = Duration.ofSeconds(1L << Math.min(failures, LONGEST_SHIFT));
            Duration time = whole.compareTo(LONGEST) < 0 ? whole : LONGEST;
            return new Pause(failures + 1, waited.plus(time), now.plus(time));
        }
    }

    /** A step that a migration begins with. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws MigrationFailure, SQLException;
    }

    private final Map<MigrationId, Pause> pauses = new ConcurrentHashMap<>();

    public boolean mayTry(MigrationId id, Instant now) {
        return !pauses.getOrDefault(id, Pause.NONE).end().isAfter(now);
    }

    /**
     * Runs a step before the migration is under way.
     *
     * @throws MigrationFailure if the step cannot succeed, or has been tried for too long
     * @throws SQLException if another try may end better
     */
    public <T> T run(MigrationId id, InstantSource clock, Step<T> step) throws MigrationFailure, SQLException {
        try {
            return step.run();
        } catch (SQLException e) {
            if (TerminalErrors.contains(e)) {
                throw new MigrationFailure(SqlFault.describe(e), e);
            }
            if (!SqlFault.isAway(e) && e.getErrorCode() != 0) {
                Optional<String> end = failed(id, clock.instant(), SqlFault.describe(e));
                if (end.isPresent()) {
                    throw new MigrationFailure(end.get(), e);
                }
            }
            throw e;
        }
    }

    /** It could not begin; returns why it is given up, when it has been tried for too long. */
    Optional<String> failed(MigrationId id, Instant now, String error) {
        Pause pause = pauses.merge(id, Pause.NONE.next(now), (before, first) -> before.next(now));
        if (pause.waited().compareTo(LIMIT) <= 0) {
            return Optional.empty();
        }
        pauses.remove(id);
        return Optional.of("could not begin in " + pause.failures() + " tries within " + LIMIT.toHours()
                + " hours; the last one: " + error + "; RETRY begins again");
    }

    /** It has begun, or never will. */
    public void over(MigrationId id) {
        pauses.remove(id);
    }
}
