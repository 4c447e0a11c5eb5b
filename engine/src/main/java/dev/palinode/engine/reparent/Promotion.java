package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.former.LastLook;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.reparent.member.Trouble;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The moment from which on there is no way back: a replica takes writes. Before it a failure is undone, after it every
 * step is tried until it is done.
 */
final class Promotion {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 200;

    private Promotion() {}

    /** Nobody can tell whether the replica takes writes, so that nothing may be undone. */
    static final class Undecided extends SQLException {
        private static final long serialVersionUID = 1L;

        Undecided(String alias, Throwable cause) {
            super(
                    "it is not known whether " + alias + " takes writes, because its connection broke at that moment;"
                            + " the old primary stays read-only. Look at " + alias + ": if it takes writes, VTCTL"
                            + " TabletExternallyReparented " + alias
                            + "; else VTCTL SetWritable <old primary> true, once " + alias
                            + " answers",
                    cause);
        }
    }

    /**
     * Makes a replica that has stopped replicating take writes.
     *
     * @param look what must hold of the former primary immediately before
     * @throws SQLException if it certainly does not
     * @throws Undecided if that cannot be found out
     */
    static void promote(Member replica, LastLook.Look look, Steps steps, Events events) throws SQLException {
        try {
            LastLook.before(replica, look, chosen -> {
                steps.reached("reparent.promote");
                chosen.writable();
            });
        } catch (SQLException e) {
            if (isReadOnly(replica, e)) {
                throw e;
            }
        }
        try {
            steps.reached("reparent.writable");
            Retry.act(replica, fresh -> !fresh.isReadOnly(), member -> {
                if (member.status().isPresent()) {
                    member.stop();
                    member.forgetSource();
                }
            });
        } catch (SQLException | RuntimeException e) {
            events.warn(replica.alias() + " takes writes, but could not be made to forget its former source: "
                    + Trouble.reason(e) + "; STOP REPLICA and RESET REPLICA ALL do it there");
        }
    }

    /** The statement that was sent may still be under way, unless its own connection says, or another has its lock. */
    private static boolean isReadOnly(Member replica, SQLException cause) throws Undecided {
        try {
            return replica.isReadOnly();
        } catch (SQLException e) {
            replica.close();
            cause.addSuppressed(e);
        }
        long deadline = System.nanoTime() + LOOK.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try (Member fresh = Member.connect(replica.tablet())) {
                if (fresh.lock()) {
                    return fresh.isReadOnly();
                }
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new Undecided(replica.alias(), cause);
    }
}
