package dev.palinode.engine;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.throttle.Throttler;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Rules for apps by their names, such as {@code vcopier}. Blocks; safe for many threads. All methods throw {@link
 * EngineFault} if the primary cannot be told.
 *
 * @param throttler of the shard
 */
public record AppThrottle(Throttler throttler) {
    /** What is done with the rules. */
    @FunctionalInterface
    private interface Deed {
        void run() throws SQLException;
    }

    /**
     * Denies an app a part of its checks.
     *
     * @param ratio which part, 0 to 1
     */
    public void throttle(String app, Duration expire, double ratio) {
        run(() -> throttler.throttle(app, expire, ratio));
    }

    /** Takes that back, if there is a rule. */
    public void unthrottle(String app) {
        run(() -> throttler.unthrottle(app));
    }

    private static void run(Deed deed) {
        try {
            deed.run();
        } catch (SQLException e) {
            throw new EngineFault(EngineFault.Kind.UNAVAILABLE, SqlFault.describe(e), e);
        }
    }
}
