package dev.palinode.engine.reparent.member;

import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Work that must be done although the connection may have broken: on a new one, again and again. With a connection its
 * lock is lost; who does not get it again has been replaced by another command, and does nothing any more.
 */
public final class Retry {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 200;

    private Retry() {}

    /** Does it on the member, and if that fails, on new connections to its server until it is done or time is up. */
    public static void act(Member member, Member.Act act) throws SQLException {
        try {
            act.on(member);
        } catch (SQLException e) {
            member.close();
            anew(member.tablet(), act, e);
        }
    }

    private static void anew(Tablet tablet, Member.Act act, SQLException first) throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (Member fresh = Member.connect(tablet)) {
                if (fresh.lock()) {
                    act.on(fresh);
                    return;
                }
                throw new SQLException("another command changes the role of " + tablet.alias() + " now");
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0) {
                    e.addSuppressed(first);
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw first;
            }
        }
    }
}
