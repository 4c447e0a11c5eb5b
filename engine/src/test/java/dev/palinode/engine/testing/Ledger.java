package dev.palinode.engine.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Writers on one table {@code (id BIGINT PRIMARY KEY, v VARCHAR, n INT, …)} and an independent record of what the
 * server has acknowledged to them. Each writer owns the ids with its own remainder, so the record is exact.
 */
public final class Ledger implements AutoCloseable {
    private final String table;
    private final Connector connector;
    private final int writers;
    private final int maxId;
    private final long seed;
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    private final List<String> errors = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong writes = new AtomicLong();
    private final ExecutorService threads;

    /** Opens a connection as a client would. */
    @FunctionalInterface
    public interface Connector {
        Connection open() throws SQLException;
    }

    public Ledger(String table, int writers, int maxId, long seed, Connector connector) {
        this.table = table;
        this.writers = writers;
        this.maxId = maxId;
        this.seed = seed;
        this.connector = connector;
        this.threads = Executors.newFixedThreadPool(writers);
    }

    /** Takes what is in the table as known. */
    public void load() throws SQLException {
        acknowledged.clear();
        acknowledged.putAll(contents());
    }

    /** Lets the writers begin. */
    public void start() {
        for (int i = 0; i < writers; i++) {
            int remainder = i;
            threads.execute(() -> write(remainder));
        }
    }

    private void write(int remainder) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + remainder);
        try (Connection connection = connector.open()) {
            while (!stopped.get()) {
                long id = (long) random.nextInt(maxId / writers) * writers + remainder;
                change(connection, id, random);
                writes.incrementAndGet();
            }
        } catch (SQLException e) {
            errors.add("writer " + remainder + ": " + e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private void change(Connection connection, long id, RandomGenerator random) throws SQLException {
        String text = Long.toString(random.nextLong(), 36);
        int number = random.nextInt(1_000_000);
        boolean present = acknowledged.containsKey(id);
        if (present && random.nextInt(4) == 0) {
            execute(connection, "DELETE FROM " + table + " WHERE id = ?", id);
            acknowledged.remove(id);
        } else if (present) {
            execute(connection, "UPDATE " + table + " SET v = ?, n = ? WHERE id = ?", text, number, id);
            acknowledged.put(id, text + "/" + number);
        } else {
            execute(connection, "INSERT INTO " + table + " (id, v, n) VALUES (?, ?, ?)", id, text, number);
            acknowledged.put(id, text + "/" + number);
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (statement.executeUpdate() != 1) {
                throw new SQLException("the row was not there: " + sql + " " + List.of(values));
            }
        }
    }

    /** Statements acknowledged so far. */
    public long writes() {
        return writes.get();
    }

    /** Stops the writers and waits for them; returns the errors that they met. */
    public List<String> stop() throws InterruptedException {
        stopped.set(true);
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            errors.add("a writer hangs");
        }
        return List.copyOf(errors);
    }

    /** What was acknowledged: id to {@code v/n}. */
    public Map<Long, String> acknowledged() {
        return new TreeMap<>(acknowledged);
    }

    /** What the table holds: id to {@code v/n}. */
    public Map<Long, String> contents() throws SQLException {
        Map<Long, String> found = new TreeMap<>();
        try (Connection connection = connector.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v, n FROM " + table)) {
            while (rows.next()) {
                found.put(rows.getLong(1), rows.getString(2) + "/" + rows.getInt(3));
            }
        }
        return found;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
