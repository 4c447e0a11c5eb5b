package dev.palinode.proxy.gate;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The gate between client sessions and a table that is being swapped. Several tables may be closed at once.
 *
 * <p>How it stays cheap and misses nothing. Each session publishes, in one volatile field, the filter of all words of
 * its open transaction and of its command in flight. A session about to send a command first writes that field, then
 * reads the list of closed tables; {@link #close} first writes the list, then reads the fields of all sessions. Volatile
 * accesses have one total order, so that of two such pairs that meet at least one side sees the other: either the
 * session finds the gate closed, or the gate finds the command in flight (and if both do, the session takes its
 * publication back). The same holds for the end of a command: the field is cleared first, the list read second, so that
 * nobody waits for a session that has already ended. With no gate closed, a command thus costs one volatile write and
 * one volatile read, and no lock.
 *
 * <p>Everything else happens under one lock, and only while a gate is closed: the list itself, the commands that wait
 * (in the order in which they came), and for each closed table the set of sessions that it still waits for. That set is
 * taken once, after the list was written, and can only shrink: a session outside it that wants the table has to wait.
 * A command that may go on is marked in flight before it is posted to its event loop, by the thread that opens the
 * gate; its event loop does not write the field while the command waits. Callbacks only ever run on event loops.
 */
public final class TableGate implements TrafficGate {
    /** How many commands may wait, over all sessions; more are refused at once. */
    public static final int DEFAULT_MAX_WAITING = 10_000;

    private final ScheduledExecutorService timer;
    private final int maxWaiting;
    private final Duration maxHold;
    private final Set<GatedSession> sessions = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final Set<HeldCommand> waiting = new LinkedHashSet<>();
    private volatile List<Barrier> closed = List.of();

    /**
     * An open gate.
     *
     * @param timer opens gates that were forgotten and ends waits; its tasks are short
     * @param maxWaiting how many commands may wait at a time
     * @param maxHold how long a command waits before it is refused
     */
    public TableGate(ScheduledExecutorService timer, int maxWaiting, Duration maxHold) {
        this.timer = timer;
        this.maxWaiting = maxWaiting;
        this.maxHold = maxHold;
    }

    /**
     * The gate's side of a new client session.
     *
     * @param eventLoop the session's event loop
     * @param describe how the session is named to people when it holds up a cut-over; called on engine threads
     */
    public GateSession newSession(Executor eventLoop, Supplier<String> describe) {
        GatedSession session = new GatedSession(this, this::allOpen, eventLoop, describe);
        sessions.add(session);
        return session;
    }

    @Override
    public Closed close(Set<TableName> tables, Duration limit) throws InterruptedException {
        return close(tables, limit, limit.multipliedBy(2));
    }

    @Override
    public Closed close(Set<TableName> tables, Duration limit, Duration openAfter) throws InterruptedException {
        Barrier barrier = barrier(tables);
        List<GatedSession> left;
        lock.lock();
        try {
            publish(barrier, openAfter);
            left = awaitDrained(barrier, limit);
        } catch (InterruptedException | RuntimeException e) {
            open(barrier);
            throw e;
        } finally {
            lock.unlock();
        }
        barrier.setBlockers(left.stream().map(GatedSession::describe).toList());
        return barrier;
    }

    /** Closes the gate without waiting for transactions that are open; it opens by itself after this time. */
    public Closed shut(Set<TableName> tables, Duration openAfter) {
        Barrier barrier = barrier(tables);
        lock.lock();
        try {
            publish(barrier, openAfter);
            return barrier;
        } finally {
            lock.unlock();
        }
    }

    private Barrier barrier(Set<TableName> tables) {
        return new Barrier(
                this,
                tables.stream()
                        .map(table -> IdentifierFilter.bits(table.table()))
                        .toList());
    }

    private void publish(Barrier barrier, Duration openAfter) {
        List<Barrier> more = new ArrayList<>(closed);
        more.add(barrier);
        closed = List.copyOf(more);
        barrier.openBy(timer.schedule(() -> open(barrier), openAfter.toNanos(), TimeUnit.NANOSECONDS));
        for (GatedSession session : sessions) {
            if (barrier.concerns(session.touched())) {
                barrier.blocking().add(session);
            }
        }
    }

    private List<GatedSession> awaitDrained(Barrier barrier, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        while (!barrier.blocking().isEmpty() && left > 0) {
            left = drained.awaitNanos(left);
        }
        return List.copyOf(barrier.blocking());
    }

    /** Opens one table and lets go on, in the order of their arrival, the commands that no other table holds. */
    void open(Barrier barrier) {
        lock.lock();
        try {
            if (!closed.contains(barrier)) {
                return;
            }
            closed = closed.stream().filter(other -> other != barrier).toList();
            barrier.cancelTimer();
            Iterator<HeldCommand> commands = waiting.iterator();
            while (commands.hasNext()) {
                HeldCommand command = commands.next();
                if (!command.isHeldBy(closed)) {
                    commands.remove();
                    command.release();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    boolean allOpen() {
        return closed.isEmpty();
    }

    /** Lets a command pass, or holds it; called when some table is closed. The session has published the command. */
    boolean admit(HeldCommand command) {
        lock.lock();
        try {
            if (!command.isHeldBy(closed)) {
                return true;
            }
            command.withdraw();
            closed.forEach(barrier -> forgetIfDone(barrier, command.session()));
            if (waiting.size() >= maxWaiting || !startTimer(command)) {
                command.refuse();
            } else {
                waiting.add(command);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean startTimer(HeldCommand command) {
        try {
            command.refuseBy(timer.schedule(() -> expire(command), maxHold.toNanos(), TimeUnit.NANOSECONDS));
            return true;
        } catch (RejectedExecutionException shutDown) {
            return false;
        }
    }

    private void expire(HeldCommand command) {
        lock.lock();
        try {
            if (waiting.remove(command)) {
                command.refuse();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The session's transaction, or its command outside of one, has ended; called when some table is closed. */
    void ended(GatedSession session) {
        lock.lock();
        try {
            closed.forEach(barrier -> forgetIfDone(barrier, session));
        } finally {
            lock.unlock();
        }
    }

    void remove(GatedSession session) {
        sessions.remove(session);
        lock.lock();
        try {
            waiting.removeIf(command -> command.dropIfOf(session));
            session.clear();
            closed.forEach(barrier -> forgetIfDone(barrier, session));
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfDone(Barrier barrier, GatedSession session) {
        if (!barrier.concerns(session.touched()) && barrier.blocking().remove(session)) {
            drained.signalAll();
        }
    }

    /** How many tables are closed now. */
    public int closedTables() {
        return closed.size();
    }

    /** How long the command has waited that came first of those that wait now. */
    public Duration longestWait() {
        lock.lock();
        try {
            return Duration.ofNanos(
                    waiting.stream().mapToLong(HeldCommand::waited).max().orElse(0));
        } finally {
            lock.unlock();
        }
    }

    /** How many commands wait now. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
