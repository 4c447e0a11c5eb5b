package dev.palinode.engine.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Writers on a table {@code t (id BIGINT PRIMARY KEY, v VARCHAR, n INT, …)} who write down each change in the table
 * {@code journal} in the same transaction, so that every server says itself which of their writes it has. They survive the
 * death of a server, and go on at whoever is the primary then. Each writer owns the ids with its own remainder.
 */
public final class JournalWriters implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final String schema;
    private final int writers;
    private final int maxId;
    private final Supplier<TestServer> primary;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong writes = new AtomicLong();
    private final ExecutorService threads;

    public JournalWriters(String schema, int writers, int maxId, Supplier<TestServer> primary) {
        this.schema = schema;
        this.writers = writers;
        this.maxId = maxId;
        this.primary = primary;
        this.threads = Executors.newFixedThreadPool(writers);
    }

    /** Makes both tables, with rows that are in the journal as well. */
    public static void create(TestServer server, String schema, int rows) throws SQLException {
        server.execute(
                schema,
                "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL)",
                "CREATE TABLE journal (writer INT NOT NULL, seq BIGINT NOT NULL, id BIGINT NOT NULL, v VARCHAR(40),"
                        + " n INT, PRIMARY KEY (writer, seq))",
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "INSERT INTO t SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d FROM d a, d b, d c, d e"
                        + " WHERE a.d * 1000 + b.d * 100 + c.d * 10 + e.d < " + rows,
                "INSERT INTO journal SELECT -1, id, id, v, n FROM t",
                "DROP TABLE d");
    }

    /** Lets the writers begin. */
    public void start() {
        for (int i = 0; i < writers; i++) {
            int writer = i;
            threads.execute(() -> run(writer));
        }
    }

    private void run(int writer) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(writer);
        while (!stopped.get()) {
            try (Connection connection = primary.get().connect(schema)) {
                connection.setAutoCommit(false);
                connection.setNetworkTimeout(Runnable::run, 3_000);
                long seq = lastOf(connection, writer);
                while (!stopped.get()) {
                    seq++;
                    change(connection, writer, seq, random);
                    connection.commit();
                    writes.incrementAndGet();
                }
            } catch (SQLException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long lastOf(Connection connection, int writer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT IFNULL(MAX(seq), 0) FROM journal WHERE writer = " + writer)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void change(Connection connection, int writer, long seq, RandomGenerator random) throws SQLException {
        long id = (long) random.nextInt(maxId / writers) * writers + writer;
        if (random.nextInt(4) == 0) {
            execute(connection, "DELETE FROM t WHERE id = ?", id);
            execute(connection, "INSERT INTO journal VALUES (?, ?, ?, NULL, NULL)", writer, seq, id);
        } else {
            String text = Long.toString(random.nextLong(), 36);
            int number = random.nextInt(1_000_000);
            execute(
                    connection,
                    "INSERT INTO t (id, v, n) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v), n = VALUES(n)",
                    id,
                    text,
                    number);
            execute(connection, "INSERT INTO journal VALUES (?, ?, ?, ?, ?)", writer, seq, id, text, number);
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** Transactions committed so far. */
    public long writes() {
        return writes.get();
    }

    /** Stops the writers and waits for them. */
    public void stop() throws InterruptedException {
        stopped.set(true);
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a writer hangs");
        }
    }

    /** What the table must hold by the server's journal: id to {@code v/n}. */
    public static Map<Long, String> expected(TestServer server, String schema) throws SQLException {
        return read(server, schema, "SELECT id, v, n FROM journal ORDER BY writer, seq");
    }

    /** What the table holds. */
    public static Map<Long, String> contents(TestServer server, String schema) throws SQLException {
        return read(server, schema, "SELECT id, v, n FROM t ORDER BY id");
    }

    private static Map<Long, String> read(TestServer server, String schema, String sql) throws SQLException {
        Map<Long, String> found = new TreeMap<>();
        try (Connection connection = server.connect(schema);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                if (rows.getString(2) == null) {
                    found.remove(rows.getLong(1));
                } else {
                    found.put(rows.getLong(1), rows.getString(2) + "/" + rows.getInt(3));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
