package dev.palinode.engine.reparent.member;

import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Work that must be done although the connection may have broken: on a new one, again and again. With a connection its
 * lock is lost. Who does not get it again has been replaced by another command, and who gets it may have been replaced by
 * one that is over: what must hold is looked at under the new lock, and if it does not, nothing is done any more.
 */
public final class Retry {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 200;

    private Retry() {}

    /** What a server must still be for the work to be ours. */
    @FunctionalInterface
    public interface Guard {
        /** Asked on a new connection that has the lock. */
        boolean holds(Member fresh) throws SQLException;
    }

    /** Another command has changed the roles of the servers since. */
    public static final class Superseded extends SQLException {
        private static final long serialVersionUID = 1L;

        /** On one server. */
        public Superseded(String alias) {
            super(alias + " is not as this command has left it: another command has changed the roles of this shard"
                    + " meanwhile, and nothing more is done there");
        }
    }

    /**
     * Does it on the member, and if that fails, on new connections to its server until it is done or time is up.
     *
     * @throws Superseded if it is not ours to do any more
     */
    public static void act(Member member, Guard guard, Member.Act act) throws SQLException {
        try {
            act.on(member);
        } catch (SQLException e) {
            member.close();
            anew(member.tablet(), guard, act, e);
        }
    }

    private static void anew(Tablet tablet, Guard guard, Member.Act act, SQLException first) throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (Member fresh = Member.connect(tablet)) {
                if (fresh.lock()) {
                    if (!guard.holds(fresh)) {
                        throw new Superseded(tablet.alias());
                    }
                    act.on(fresh);
                    return;
                }
                throw new SQLException("another command changes the role of " + tablet.alias() + " now");
            } catch (Superseded e) {
                e.addSuppressed(first);
                throw e;
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
