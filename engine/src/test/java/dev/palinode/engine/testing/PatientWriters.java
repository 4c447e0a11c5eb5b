package dev.palinode.engine.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Writers on a table {@code t (id BIGINT PRIMARY KEY, v VARCHAR, n INT, …)} who live through lost connections, and an
 * independent record of what each row must be. A statement whose answer was lost may have happened or not: the row is
 * read when the server is there again, and must be one of the two. Each writer owns the ids with its own remainder.
 */
public final class PatientWriters implements AutoCloseable {
    /** Longer than nobody takes writes after the death of who changes the primary, and a loaded machine takes. */
    private static final long PATIENCE_MILLIS = 480_000;

    /** Longer than a statement takes that nobody holds. */
    private static final long PAUSE_MILLIS = 300;

    private final Ledger.Connector connector;
    private final int writers;
    private final int maxId;
    private final long seed;
    private final long pauseMillis;
    private final Map<Long, String> known = new ConcurrentHashMap<>();
    private final Map<Long, String> stories = new ConcurrentHashMap<>();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final ExecutorService threads;

    /** Writers that write as fast as they can. */
    public PatientWriters(int writers, int maxId, long seed, Ledger.Connector connector) {
        this(writers, maxId, seed, 0, connector);
    }

    /** Writers that wait between two statements. */
    public PatientWriters(int writers, int maxId, long seed, long pauseMillis, Ledger.Connector connector) {
        this.writers = writers;
        this.maxId = maxId;
        this.seed = seed;
        this.pauseMillis = pauseMillis;
        this.connector = connector;
        this.threads = Executors.newFixedThreadPool(writers);
    }

    /** Takes what is in the table as known, and lets the writers begin. */
    public void start() throws SQLException {
        known.putAll(contents());
        for (int i = 0; i < writers; i++) {
            int remainder = i;
            threads.execute(() -> write(remainder));
        }
    }

    private void write(int remainder) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + remainder);
        try {
            while (!stopped.get()) {
                long last = remainder;
                try (Connection connection = patiently()) {
                    while (!stopped.get()) {
                        while (paused.get() && !stopped.get()) {
                            Thread.sleep(5);
                        }
                        long id = (long) random.nextInt(maxId / writers) * writers + remainder;
                        change(connection, id, random);
                        last = id;
                        Thread.sleep(pauseMillis);
                    }
                } catch (Interruption e) {
                    settle(e.id, e.attempted);
                    // If this has changed, it is the server that has lost a commit.
                    settle(last, Optional.ofNullable(known.get(last)));
                }
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            errors.add("writer " + remainder + ": " + e);
        }
    }

    private void change(Connection connection, long id, RandomGenerator random) throws Interruption {
        String value = Long.toString(random.nextLong(), 36) + "/" + random.nextInt(1_000_000);
        boolean present = known.containsKey(id);
        Optional<String> wanted = present && random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value);
        String sql = wanted.isEmpty()
                ? "DELETE FROM t WHERE id = ?"
                : present ? "UPDATE t SET v = ?, n = ? WHERE id = ?" : "INSERT INTO t (v, n, id) VALUES (?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            if (wanted.isPresent()) {
                String[] parts = value.split("/", 2);
                statement.setString(next++, parts[0]);
                statement.setInt(next++, Integer.parseInt(parts[1]));
            }
            statement.setLong(next, id);
            if (statement.executeUpdate() != 1) {
                errors.add("row " + id + " was not there: " + sql);
            }
            note(id, wanted);
            stories.put(id, "acknowledged at " + Instant.now());
            acknowledged.incrementAndGet();
        } catch (SQLException e) {
            throw new Interruption(id, wanted, e);
        }
    }

    private void note(long id, Optional<String> value) {
        if (value.isPresent()) {
            known.put(id, value.get());
        } else {
            known.remove(id);
        }
    }

    /** Learns whether the statement happened. */
    private void settle(long id, Optional<String> attempted) throws SQLException, InterruptedException {
        interrupted.incrementAndGet();
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (true) {
            try (Connection connection = patiently()) {
                Optional<String> found = read(connection, id);
                if (!found.equals(attempted) && !found.equals(Optional.ofNullable(known.get(id)))) {
                    errors.add("row " + id + " is " + found + ", neither " + known.get(id) + " nor " + attempted);
                }
                stories.put(
                        id,
                        "found at " + Instant.now() + " after a lost answer; was " + known.get(id) + ", attempted "
                                + attempted);
                note(id, found);
                return;
            } catch (SQLException e) {
                if (System.currentTimeMillis() > end) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** FOR UPDATE waits for the fate of a transaction that is still being rolled back. */
    private static Optional<String> read(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT v, n FROM t WHERE id = ? FOR UPDATE")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1) + "/" + row.getInt(2)) : Optional.empty();
            }
        }
    }

    private Connection patiently() throws SQLException, InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (true) {
            try {
                return connector.open();
            } catch (SQLException e) {
                if (System.currentTimeMillis() > end) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** Lets no writer begin another statement. One that the server keeps waiting goes on waiting. */
    public void pause() throws InterruptedException {
        paused.set(true);
        Thread.sleep(PAUSE_MILLIS);
    }

    /** After {@link #pause}. */
    public void goOn() {
        paused.set(false);
    }

    /** How the value of a row became known, for people. */
    public String story(long id) {
        return stories.getOrDefault(id, "there from the beginning");
    }

    /** Statements that the server has acknowledged so far. */
    public long writes() {
        return acknowledged.get();
    }

    /** Statements whose answer was lost. */
    public long interruptions() {
        return interrupted.get();
    }

    /** Stops the writers and waits for them; returns what was wrong. */
    public List<String> stop() throws InterruptedException {
        stopped.set(true);
        threads.shutdown();
        if (!threads.awaitTermination(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            errors.add("a writer hangs");
        }
        return List.copyOf(errors);
    }

    /** What the table must hold: id to {@code v/n}. */
    public Map<Long, String> expected() {
        return new TreeMap<>(known);
    }

    /** What the table holds: id to {@code v/n}. */
    public Map<Long, String> contents() throws SQLException {
        try (Connection connection = connector.open()) {
            return contents(connection);
        }
    }

    /** What the table holds on any server. */
    public static Map<Long, String> contents(Connection connection) throws SQLException {
        Map<Long, String> found = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT id, v, n FROM t");
                ResultSet rows = statement.executeQuery()) {
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

    /** A statement without an answer. */
    private static final class Interruption extends Exception {
        private static final long serialVersionUID = 1L;

        private final long id;
        private final transient Optional<String> attempted;

        Interruption(long id, Optional<String> attempted, SQLException cause) {
            super(cause);
            this.id = id;
            this.attempted = attempted;
        }
    }
}
