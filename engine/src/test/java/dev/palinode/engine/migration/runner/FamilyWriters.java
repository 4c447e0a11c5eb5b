package dev.palinode.engine.migration.runner;

import dev.palinode.engine.cutover.TrafficGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Clients that write to a parent and its child {@code t} in transactions of their own rows, and know what they have been
 * told. Their gate holds a transaction before its beginning, as the proxy's does.
 */
final class FamilyWriters implements AutoCloseable {
    private static final int OWN = 100_000;

    private final AlterRoom room;
    private final boolean apart;
    private final Set<Integer> forgiven;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger commits = new AtomicInteger();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final List<Writer> writers = new ArrayList<>();

    /**
     * Begins.
     *
     * @param apart whether a parent is made in a transaction of its own, rather than in that of its first child
     * @param forgiven errors after which a client tries again
     */
    FamilyWriters(AlterRoom room, int count, boolean apart, Set<Integer> forgiven) {
        this.room = room;
        this.apart = apart;
        this.forgiven = forgiven;
        for (int i = 1; i <= count; i++) {
            writers.add(new Writer(i));
        }
        writers.forEach(Thread::start);
    }

    /** Holds these clients. */
    TrafficGate gate() {
        return (tables, limit) -> {
            if (!gate.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the clients' transactions do not end");
            }
            return new TrafficGate.Closed() {
                @Override
                public List<String> blockers() {
                    return List.of();
                }

                @Override
                public void close() {
                    gate.writeLock().unlock();
                }
            };
        };
    }

    /** Waits until they have written some more. */
    void awaitCommits(int more) throws InterruptedException {
        int until = commits.get() + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (commits.get() < until && System.nanoTime() < end) {
            Thread.sleep(5);
        }
    }

    /** What was told as done, as {@code child:parent}, in order; ends the clients. */
    String stop() throws InterruptedException {
        stop.set(true);
        Map<Integer, Integer> all = new TreeMap<>();
        for (Writer writer : writers) {
            writer.join();
            all.putAll(writer.children);
        }
        List<String> texts = new ArrayList<>();
        all.forEach((child, parent) -> texts.add(child + ":" + parent));
        return String.join(",", texts);
    }

    List<String> errors() {
        return errors;
    }

    int commits() {
        return commits.get();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private final class Writer extends Thread {
        private final Random random;
        private final int base;
        private final Map<Integer, Integer> children = new TreeMap<>();
        private final Set<Integer> parents = new TreeSet<>();
        private int next;

        Writer(int number) {
            super("family-" + number);
            this.random = new Random(number);
            this.base = OWN * number;
        }

        @Override
        public void run() {
            try (Connection connection = room.connect();
                    Statement statement = connection.createStatement()) {
                while (!stop.get()) {
                    gate.readLock().lock();
                    try {
                        step(statement);
                    } finally {
                        gate.readLock().unlock();
                    }
                }
            } catch (SQLException e) {
                errors.add(e.getErrorCode() + " " + e.getMessage());
            }
        }

        private void step(Statement statement) throws SQLException {
            List<String> sql = new ArrayList<>();
            Runnable told = plan(sql);
            try {
                statement.execute("BEGIN");
                for (String one : sql) {
                    statement.execute(one);
                }
                statement.execute("COMMIT");
                told.run();
                commits.incrementAndGet();
            } catch (SQLException e) {
                if (!forgiven.contains(e.getErrorCode())) {
                    errors.add(e.getErrorCode() + " " + e.getMessage() + " at " + sql);
                }
                statement.execute("ROLLBACK");
            }
        }

        private Runnable plan(List<String> sql) {
            if (children.size() < 10 || random.nextInt(3) == 0) {
                int id = base + next++;
                sql.add("INSERT INTO parent VALUES (" + id + ")");
                if (apart) {
                    sql.add("COMMIT");
                    sql.add("BEGIN");
                }
                sql.add("INSERT INTO t (id, p, v) VALUES (" + id + ", " + id + ", 1)");
                return () -> {
                    parents.add(id);
                    children.put(id, id);
                };
            }
            List<Integer> ids = new ArrayList<>(children.keySet());
            int child = ids.get(random.nextInt(ids.size()));
            int parent = children.getOrDefault(child, child);
            if (random.nextBoolean()) {
                List<Integer> others = new ArrayList<>(parents);
                int other = others.get(random.nextInt(others.size()));
                sql.add("UPDATE t SET p = " + other + ", v = v + 1 WHERE id = " + child);
                return () -> children.put(child, other);
            }
            sql.add("DELETE FROM t WHERE p = " + parent);
            sql.add("DELETE FROM parent WHERE id = " + parent);
            return () -> {
                children.values().removeIf(of -> of == parent);
                parents.remove(parent);
            };
        }
    }
}
