package dev.palinode.proxy.scenario;

import dev.palinode.engine.testing.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Writers and a reader on the table {@code t}, and a record of its own of what the server acknowledged to them. */
final class Traffic implements AutoCloseable {
    /** Rows that a writer may have; half of them are there when it begins. */
    private static final int NUMBERS = 1500;

    private final Room room;
    private final Shape shape;
    private final List<Writer> writers = new ArrayList<>();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong reads = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Traffic(Room room, Shape shape, boolean byName) {
        this.room = room;
        this.shape = shape;
        for (int i = 0; i < 4; i++) {
            writers.add(new Writer(shape, byName, i, NUMBERS));
        }
    }

    /** Makes and fills the table; the statements name the columns. */
    static Traffic on(Room room, Shape shape) throws SQLException {
        return new Traffic(room, shape, true).filled();
    }

    /** The same, but rows are inserted whole and without naming columns, so that those may be renamed. */
    static Traffic nameless(Room room, Shape shape) throws SQLException {
        return new Traffic(room, shape, false).filled();
    }

    private Traffic filled() throws SQLException {
        room.execute(shape.create());
        try (Connection connection = room.direct()) {
            for (Writer writer : writers) {
                writer.fill(connection);
            }
        }
        return this;
    }

    /** Lets them begin: three through the proxy, one of them with server-side prepared statements, one past it. */
    void start() {
        begin(writers.get(0), room::connect);
        begin(writers.get(1), () -> room.connect("&useServerPrepStmts=true&cachePrepStmts=true"));
        begin(writers.get(2), room::connect);
        begin(writers.get(3), room::direct);
        threads.execute(this::read);
    }

    private void begin(Writer writer, Ledger.Connector connector) {
        threads.execute(() -> {
            try (Connection connection = connector.open()) {
                while (!stopped.get()) {
                    writer.work(connection);
                }
            } catch (SQLException e) {
                errors.add(writer + ": " + e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage());
            }
        });
    }

    /** The table is there at every instant, and never empty. */
    private void read() {
        try (Connection connection = room.connect();
                var statement = connection.prepareStatement("SELECT COUNT(*) > 1000 FROM t")) {
            while (!stopped.get()) {
                try (var rows = statement.executeQuery()) {
                    if (!rows.next() || !rows.getBoolean(1)) {
                        errors.add("the reader saw an empty table");
                    }
                }
                reads.incrementAndGet();
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            errors.add("reader: " + e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until every writer has done some more. */
    void more() throws InterruptedException {
        List<Long> before = writers.stream().map(Writer::transactions).toList();
        long end = System.nanoTime() + 60_000_000_000L;
        boolean done = false;
        while (!done && errors.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
            done = true;
            for (int i = 0; i < writers.size(); i++) {
                done &= writers.get(i).transactions() > before.get(i) + 20;
            }
        }
        if (!done) {
            errors.add("the writers do not get on: " + before + " to "
                    + writers.stream().map(Writer::transactions).toList());
        }
    }

    /** Waits until they have committed that many changes more; they may take a minute. */
    void more(long changes) {
        long before = changes();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !errors.isEmpty() || changes() >= before + changes);
    }

    private long changes() {
        return writers.stream().mapToLong(Writer::changes).sum();
    }

    /** Stops them; returns the errors that they met. */
    List<String> stop() throws InterruptedException {
        stopped.set(true);
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            errors.add("a writer hangs");
        }
        return List.copyOf(errors);
    }

    /** What was acknowledged, one text for each row. */
    List<String> acknowledged() {
        return writers.stream().flatMap(Writer::rows).sorted().toList();
    }

    /** Rows that are recorded and not in the table, and rows that are in the table and not recorded. */
    List<String> differences() throws SQLException {
        return differences(String.join(", ", shape.columns()));
    }

    /** The same for columns that have other names by now. */
    List<String> differences(String columns) throws SQLException {
        List<String> lost = new ArrayList<>(acknowledged());
        List<String> found = room.rows("SELECT " + columns + " FROM t");
        Collections.sort(found);
        List<String> all = new ArrayList<>(lost);
        lost.removeAll(new java.util.HashSet<>(found));
        found.removeAll(new java.util.HashSet<>(all));
        List<String> differences = new ArrayList<>();
        lost.forEach(row -> differences.add("lost: " + row));
        found.forEach(row -> differences.add("not acknowledged: " + row));
        return differences;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
