package dev.palinode.proxy.failover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/**
 * Counts up in rows of its own, in autocommit and in transactions. Each change says from which count to which, so that one
 * that is lost, doubled or out of order is found by the next.
 */
final class CounterWorker extends Worker {
    static final int ROWS = 20;

    final long[] counts = new long[ROWS];
    /** How often it had to begin anew. */
    long interruptions;

    private final int number;
    private final Random random;

    CounterWorker(int number, Connection connection) {
        super("counter-" + number, connection);
        this.number = number;
        this.random = new Random(number);
    }

    static String table() {
        return "CREATE TABLE counters (id INT PRIMARY KEY, n BIGINT NOT NULL, note VARCHAR(20))";
    }

    /** Makes its rows. */
    void begin(Connection on) throws SQLException {
        for (int i = 0; i < ROWS; i++) {
            Fleet.run(on, "INSERT INTO counters VALUES (" + id(i) + ", 0, '')");
        }
    }

    int id(int row) {
        return number * 1000 + row;
    }

    @Override
    void act(Connection on) throws SQLException {
        int row = random.nextInt(ROWS);
        boolean transaction = random.nextBoolean();
        try {
            if (transaction) {
                Fleet.run(on, "BEGIN");
            }
            int changed = count(on, row);
            if (changed != 1) {
                faults.add("row " + id(row) + " is not at " + counts[row]);
            }
            if (transaction) {
                Fleet.run(on, "COMMIT");
            }
            counts[row]++;
        } catch (SQLException e) {
            resolve(on, row, e);
        }
    }

    private int count(Connection on, int row) throws SQLException {
        try (PreparedStatement statement =
                on.prepareStatement("UPDATE counters SET n = n + 1 WHERE id = ? AND n = ?")) {
            statement.setInt(1, id(row));
            statement.setLong(2, counts[row]);
            return statement.executeUpdate();
        }
    }

    private void resolve(Connection on, int row, SQLException error) throws SQLException {
        interruptions++;
        if (error.getErrorCode() == UNKNOWN) {
            long now = Long.parseLong(Fleet.ask(on, "SELECT n FROM counters WHERE id = " + id(row)));
            if (now == counts[row] + 1) {
                counts[row] = now;
            }
        } else if (ROLLED_BACK.contains(error.getErrorCode())) {
            Fleet.run(on, "ROLLBACK");
        } else {
            throw error;
        }
    }
}
