package dev.palinode.engine.reparent.former;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a former primary read-only that answers, and may take no orders all the same: its disk is full, or a session holds
 * a lock that everybody waits for. Such a one must not be waited for, and its sessions are ended. Confined to one thread.
 */
public final class Fence implements AutoCloseable {
    /** Above the servers' own limit of 5 s for locks, so that what they say is heard. */
    private static final Duration FIRST = Duration.ofSeconds(7);

    private static final int AGAIN_SECONDS = 3;
    private static final Duration AGAIN = Duration.ofSeconds(AGAIN_SECONDS + 1);

    /** For the lock of a connection of ours that was ended. */
    private static final Duration LOCK = Duration.ofSeconds(3);

    private static final long PAUSE_MILLIS = 200;

    private static final Set<String> NO_SESSIONS =
            Set.of("Binlog Dump", "Binlog Dump GTID", "Daemon", "Slave_IO", "Slave_SQL", "Slave_worker");

    private static final Set<String> NO_USERS = Set.of("system user", "event_scheduler");

    private final Events events;
    private Member former;
    private Optional<Member> own = Optional.empty();
    private Optional<SQLException> trouble = Optional.empty();

    public Fence(Member former, Events events) {
        this.former = former;
        this.events = events;
    }

    /** The server, by the connection that has the lock there. */
    public Member former() {
        return former;
    }

    /** Has it told what is about to happen, if it can be; the replicas are told as well. */
    public void announce(Member.Act act) throws SQLException {
        try {
            within(FIRST, act);
        } catch (SQLException e) {
            requireHang(e);
            trouble = Optional.of(e);
        }
    }

    /**
     * Makes it read-only; if that fails, once more without the other sessions there.
     *
     * @param act what was to be announced, if it could not be
     * @param automatic whether no person has asked: then it is left alone
     * @return whether it is read-only
     * @throws SQLException if our account may not do it, which is nothing to be forced
     */
    public boolean demote(Member.Act act, boolean automatic) throws SQLException {
        boolean announced = trouble.isEmpty();
        try {
            if (announced) {
                within(FIRST, Member::demote);
                return true;
            }
        } catch (SQLException e) {
            requireHang(e);
            trouble = Optional.of(e);
        }
        String why = trouble.map(Trouble::reason).orElse("");
        if (automatic) {
            throw Events.refuse("the primary " + former.alias() + " answers, and takes no writes: " + why);
        }
        events.warn(former.alias() + " answers, but could not be made read-only: " + why
                + "; the sessions there are ended, and it is tried once more");
        try {
            endOthers();
            former.execute("SET SESSION lock_wait_timeout = " + AGAIN_SECONDS);
            if (!announced) {
                announce(act);
            }
            within(AGAIN, Member::demote);
            return true;
        } catch (SQLException e) {
            events.warn(former.alias() + " answers, and cannot be made read-only: " + Trouble.reason(e)
                    + "; another one is promoted all the same, and it is made read-only as soon as it lets us");
            return false;
        }
    }

    private static void requireHang(SQLException e) throws SQLException {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("42") || state.startsWith("28")) {
            throw e;
        }
    }

    private void endOthers() throws SQLException {
        boolean broken = former.connection().isClosed();
        if (broken) {
            former = Member.connect(former.tablet());
            own = Optional.of(former);
        }
        within(AGAIN, member -> endOthers(broken));
    }

    private void endOthers(boolean broken) throws SQLException {
        List<Long> others = Sql.query(
                        former.connection(),
                        "SHOW PROCESSLIST",
                        row -> NO_SESSIONS.contains(row.getString("Command"))
                                        || NO_USERS.contains(row.getString("User"))
                                ? 0L
                                : row.getLong("Id"))
                .stream()
                .filter(id -> id > 0)
                .toList();
        long mine = Sql.first(former.connection(), "SELECT CONNECTION_ID()", row -> row.getLong(1))
                .orElse(0L);
        for (long id : others) {
            if (id != mine) {
                end(id);
            }
        }
        if (broken) {
            lock();
        }
    }

    private void end(long id) throws SQLException {
        try {
            former.execute("KILL " + id);
        } catch (SQLException e) {
            if (former.connection().isClosed()) {
                throw e;
            }
        }
    }

    /** It is that of the connection which was broken, until its session has ended. */
    private void lock() throws SQLException {
        long deadline = System.nanoTime() + LOCK.toNanos();
        while (!former.lock()) {
            if (System.nanoTime() - deadline > 0) {
                throw new SQLException("another session holds the lock on " + former.alias());
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", e);
            }
        }
    }

    private void within(Duration limit, Member.Act act) throws SQLException {
        int usual = former.connection().getNetworkTimeout();
        former.connection().setNetworkTimeout(Runnable::run, (int) limit.toMillis());
        try {
            act.on(former);
        } finally {
            if (!former.connection().isClosed()) {
                former.connection().setNetworkTimeout(Runnable::run, usual);
            }
        }
    }

    @Override
    public void close() {
        own.ifPresent(Member::close);
    }
}
