package dev.palinode.engine.cutover;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.stream.StreamEngine;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One attempt at replacing a table by the target of its stream. On any failure the source stays the table, everything
 * is released, and the stream goes on.
 */
public final class Cutover {
    /** The stage from which on a migration cannot be cancelled any more. */
    public static final String NO_RETURN = "dropping sentry table";

    /** For the swap itself and what comes right after it; measured: 0.1 s, and 0.5 to 1 s on a machine that is overloaded tenfold. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final StreamEngine streams;
    private final TrafficGate gate;
    private final Journal journal;
    private final Recheck recheck;
    private final TargetCompletion completion;
    private final FailPoints points;

    /** Where the steps are written down: the intent before, the outcome after. */
    @FunctionalInterface
    public interface Journal {
        /** Whether the migration still runs, so that the step was written down. */
        boolean stage(String stage) throws SQLException;
    }

    /** A look at the table under the lock, when nothing about it can change any more. */
    @FunctionalInterface
    public interface Recheck {
        /** What would be lost or misled by the swap, such as a foreign key; empty if nothing. */
        Optional<String> obstacle() throws SQLException;
    }

    public Cutover(
            StreamEngine streams, TrafficGate gate, Journal journal, Recheck recheck, TargetCompletion completion) {
        this.streams = streams;
        this.gate = gate;
        this.journal = journal;
        this.recheck = recheck;
        this.completion = completion;
        this.points = streams.context().points();
    }

    /** An attempt that was given up; nothing has changed. */
    public static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1L;

        GivenUp(String message) {
            super(message);
        }
    }

    /**
     * Swaps the tables.
     *
     * @throws GivenUp if the attempt was given up before the point of no return
     * @throws SQLException if the server is away; {@link OwnershipProbe} says afterwards what has happened
     */
    public void swap(Swap swap) throws GivenUp, SQLException, InterruptedException {
        Duration step = Duration.ofMillis(Math.max(1000, swap.budget().toMillis() / 3));
        try (StreamThrottle.Exemption hurry = streams.exempt(swap.id())) {
            swapNow(swap, step);
        }
    }

    private void swapNow(Swap swap, Duration step) throws GivenUp, SQLException, InterruptedException {
        refuse(LockOrder.obstacle(streams.context().db()));
        note("starting cut-over");
        points.reached("cutover.intent");
        drain(swap, swap.budget());
        try (SentryRename rename = new SentryRename(streams.context().db(), swap)) {
            rename.createSentry();
            note("sentry table created: " + swap.sentry().table());
            points.reached("cutover.sentry");
            drain(swap, swap.budget());
            note("buffering queries");
            Duration hold = swap.related().isEmpty()
                    ? step.multipliedBy(2)
                    : swap.budget().multipliedBy(2);
            long opens = System.nanoTime() + hold.toNanos();
            try (TrafficGate.Closed closed = gate.close(swap.gated(), step, hold)) {
                held(swap, rename, closed.blockers(), step, opens);
            }
        }
        points.reached("cutover.swapped");
    }

    /** Clients go on when no table but the one that serves binds a parent, also if the swap did not happen. */
    private void held(Swap swap, SentryRename rename, List<String> blockers, Duration step, long opens)
            throws GivenUp, SQLException, InterruptedException {
        try {
            critical(swap, rename, blockers, step, opens);
        } catch (GivenUp | SQLException | InterruptedException e) {
            boolean away = e instanceof SQLException sql && SqlFault.isAway(sql);
            if (completion.isNeeded() && !away && isOurs(e)) {
                rename.close();
                completion.givenUp(swap, step, e);
            }
            throw e;
        }
    }

    /** Whether no other engine drives the shard by now; a migration that was cancelled meanwhile is ours as well. */
    private boolean isOurs(Exception reason) {
        try {
            // It throws when the lease is over; whether the row is still running is of no account here.
            boolean unused = journal.stage("cut-over attempt given up");
            return true;
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    private void critical(Swap swap, SentryRename rename, List<String> blockers, Duration step, long opens)
            throws GivenUp, SQLException, InterruptedException {
        lock(swap, rename, blockers, step);
        // A transaction as well, whose number is above all of its domain, also where others have set theirs: whoever
        // gets to it has seen what came before.
        note("tables locked");
        points.reached("cutover.locked");
        if (!rename.lockedDefinition().equals(swap.sourceDefinition())) {
            throw failed(swap, "somebody changed the definition of " + swap.table() + " since the migration began");
        }
        refuse(recheck.obstacle());
        Optional<Position> applied = streams.applied(swap.id());
        Position position = rename.lockedPosition();
        requireOrder(swap, applied.orElse(position), position);
        note("waiting for post-lock pos: " + position.encode());
        if (!streams.catchUp(swap.id(), position, swap.budget())) {
            throw new GivenUp("timeout while waiting for post-lock pos");
        }
        streams.stop(swap.id());
        StreamRow stored = streams.find(swap.id()).orElseThrow(() -> new GivenUp("the stream is gone"));
        if (!stored.position().contains(position) || stored.state() != StreamRow.State.RUNNING) {
            throw new GivenUp("the stream stopped before the post-lock position was stored");
        }
        if (swap.handsOverCounter()) {
            rename.handOverAutoIncrement();
        }
        refuse(completion.complete(step));
        points.reached("cutover.caught-up");
        rename.queueRename(step);
        refuse(swap.related().isEmpty() ? Optional.empty() : late(opens));
        points.reached("cutover.rename-queued");
        refuse(rename.obstacle());
        streams.setState(
                swap.id(), StreamRow.State.RUNNING, "cut over to " + swap.hold().table());
        note(NO_RETURN);
        rename.dropSentry();
        points.reached("cutover.sentry-dropped");
        rename.unlock();
        points.reached("cutover.unlocked");
        rename.finishRename(swap.budget());
        points.reached("cutover.renamed");
        completion.swapped(swap.sentry(), step);
    }

    /**
     * Between the swap and the moment when the old table has lost its foreign keys, it binds their parents: clients are not to see it.
     *
     * @param opens when the gate opens by itself, by {@link System#nanoTime}
     */
    private static Optional<String> late(long opens) {
        return opens - System.nanoTime() > RESERVE.toNanos()
                ? Optional.empty()
                : Optional.of("timeout: clients cannot be held until the old table has lost its foreign keys");
    }

    /** The position under the lock cannot be behind what was applied before, unless somebody has set numbers. */
    private void requireOrder(Swap swap, Position applied, Position locked) throws GivenUp, SQLException {
        if (locked.goesBackFrom(applied)) {
            throw failed(
                    swap,
                    "GTIDs do not grow: the server is at " + locked.value() + ", and the stream has seen "
                            + applied.value() + " before; set gtid_strict_mode = ON");
        }
    }

    /** What another attempt would find as well. */
    private GivenUp failed(Swap swap, String reason) throws SQLException {
        streams.fail(swap.id(), reason);
        return new GivenUp(reason);
    }

    private static void refuse(Optional<String> obstacle) throws GivenUp {
        if (obstacle.isPresent()) {
            throw new GivenUp(obstacle.get());
        }
    }

    private void note(String stage) throws GivenUp, SQLException {
        if (!journal.stage(stage)) {
            throw new GivenUp("the migration is no longer running");
        }
    }

    private void lock(Swap swap, SentryRename rename, List<String> blockers, Duration step)
            throws GivenUp, SQLException, InterruptedException {
        note("locking tables");
        try {
            if (swap.force()) {
                lockByForce(swap, rename, step);
            } else {
                rename.lock(step);
            }
        } catch (SQLException e) {
            throw new GivenUp("failed locking tables within " + step.toMillis() + " ms: " + e.getMessage()
                    + (blockers.isEmpty()
                            ? TableHolders.clause(streams.context().db(), swap.table())
                            : "; blocked by " + String.join("; ", blockers))
                    + (swap.force() ? HolderKiller.hint(streams.context().db()) : ""));
        }
    }

    private void lockByForce(Swap swap, SentryRename rename, Duration step)
            throws GivenUp, SQLException, InterruptedException {
        try (HolderKiller killer = HolderKiller.start(streams.context().db(), swap.table(), rename.sessions())) {
            lockOrTell(rename, step, killer);
            if (!killer.killed().isEmpty()) {
                note("forced: killed " + String.join("; ", killer.killed()));
            }
        }
    }

    private static void lockOrTell(SentryRename rename, Duration step, HolderKiller killer) throws SQLException {
        try {
            rename.lock(step);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + killer.resistance(), e.getSQLState(), e.getErrorCode(), e);
        }
    }

    /** Lets the stream come close, so that the time under the lock is short. */
    private void drain(Swap swap, Duration limit) throws GivenUp, SQLException, InterruptedException {
        Position now = streams.context().db().with(streams.context().db().dialect()::currentPosition);
        if (!streams.catchUp(swap.id(), now, limit)) {
            throw new GivenUp("timeout while waiting for pos before the lock: the stream is behind");
        }
    }
}
