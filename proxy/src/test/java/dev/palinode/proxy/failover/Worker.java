package dev.palinode.proxy.failover;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that does the same thing again and again, on one connection for all its life. */
abstract class Worker extends Thread {
    /** Rolled back for certain: a deadlock or its like, or a wait that was too long. */
    static final List<Integer> ROLLED_BACK = List.of(1213, 1205);

    /** Nobody knows. */
    static final int UNKNOWN = 1053;

    /** What must not happen. */
    final List<String> faults = new CopyOnWriteArrayList<>();

    /** How often it did what it does. */
    volatile long done;

    private final Connection connection;
    private volatile boolean stopped;

    Worker(String name, Connection connection) {
        super(name);
        this.connection = connection;
    }

    /** Does it once. */
    abstract void act(Connection on) throws SQLException;

    @Override
    public final void run() {
        try (connection) {
            while (!stopped) {
                act(connection);
                done++;
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
