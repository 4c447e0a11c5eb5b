package dev.palinode.proxy.failover;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A client that does the same thing again and again, on one connection for all its life. */
abstract class Worker extends Thread {
    /** Rolled back for certain: a deadlock or its like, or a wait that was too long. */
    static final List<Integer> ROLLED_BACK = List.of(1213, 1205);

    /** Nobody knows. */
    static final int UNKNOWN = 1053;

    /** What must not happen. */
    final List<String> faults = new CopyOnWriteArrayList<>();

    private final Connection connection;
    private final AtomicLong done = new AtomicLong();
    private volatile boolean stopped;

    Worker(String name, Connection connection) {
        super(name);
        this.connection = connection;
    }

    /** How often it did what it does. */
    final long done() {
        return done.get();
    }

    /** Does it once. */
    abstract void act(Connection on) throws SQLException;

    @Override
    public final void run() {
        try (connection) {
            while (!stopped) {
                act(connection);
                done.incrementAndGet();
                Thread.sleep(2);
            }
        } catch (SQLException e) {
            faults.add(getName() + ": " + e.getErrorCode() + " " + e.getMessage());
        } catch (InterruptedException e) {
            faults.add(String.valueOf(e));
        }
    }

    /** Waits until it has stopped. */
    final void end() throws InterruptedException {
        stopped = true;
        join();
    }
}
