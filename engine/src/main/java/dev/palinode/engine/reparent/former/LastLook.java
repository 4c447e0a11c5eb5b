package dev.palinode.engine.reparent.former;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Trouble;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a promotion to the last look at the former primary: a process that is stopped between the two finds, when it goes
 * on, that the chosen server has ended its connection, and promotes nobody. What was seen may long be otherwise then.
 */
public final class LastLook {
    private static final Logger LOG = LoggerFactory.getLogger(LastLook.class);

    /** After which the chosen server gives us up: enough for one that is busy, and too little for much to happen. */
    private static final int SECONDS = 3;

    private static final long PING_MILLIS = 1_000;

    /** What must still hold. */
    @FunctionalInterface
    public interface Look {
        /** Nothing, as when the chosen one takes writes already. */
        Look NONE = () -> {};

        /** Throws if it does not hold. */
        void again() throws SQLException;
    }

    private LastLook() {}

    /**
     * Looks, for as long as that takes; what is done then must be sent to the chosen server within seconds.
     *
     * @throws SQLException if the look or the act fails, or comes too late; faults are those of the look
     */
    public static void before(Member chosen, Look look, Member.Act act) throws SQLException {
        long usual = Sql.first(chosen.connection(), "SELECT @@SESSION.wait_timeout", row -> row.getLong(1))
                .orElseThrow(() -> new SQLException("no wait_timeout"));
        chosen.execute("SET SESSION wait_timeout = " + SECONDS);
        try {
            look(chosen, look);
            act.on(chosen);
        } finally {
            restore(chosen, usual);
        }
    }

    /** A server that has vanished is waited for longer than the chosen one may hear nothing. */
    private static void look(Member chosen, Look look) throws SQLException {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            look.again();
            return true;
        });
        Thread thread = new Thread(task, "palinode-last-look");
        thread.setDaemon(true);
        thread.start();
        while (!isDone(task)) {
            chosen.execute("DO 0");
        }
    }

    private static boolean isDone(FutureTask<Boolean> task) throws SQLException {
        try {
            return task.get(PING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new SQLException(e.getCause());
        }
    }

    private static void restore(Member chosen, long usual) {
        try {
            if (!chosen.connection().isClosed()) {
                chosen.execute("SET SESSION wait_timeout = " + usual);
            }
        } catch (SQLException e) {
            LOG.debug("{} has given us up: {}", chosen.alias(), Trouble.reason(e));
        }
    }
}
