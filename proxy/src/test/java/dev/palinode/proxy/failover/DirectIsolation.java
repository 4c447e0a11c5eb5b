package dev.palinode.proxy.failover;

import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.failover.ListHistory.Op;
import dev.palinode.proxy.failover.ListHistory.Outcome;
import dev.palinode.proxy.failover.ListHistory.Txn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which anomalies a server has by itself, with nothing in front of it and no swaps: what workers find by chance, and what
 * two transactions that are interleaved on purpose show.
 */
final class DirectIsolation {
    private static final String SCHEMA = "direct";
    private static final int KEYS = 4;
    private static final int WORKERS = 3;
    private static final int TRANSACTIONS = 150;

    private final TestServer server;
    private final String level;
    private final AtomicLong values = new AtomicLong();

    private DirectIsolation(TestServer server, String level) {
        this.server = server;
        this.level = level;
    }

    /** The kinds of anomalies at an isolation level, as {@code SET SESSION TRANSACTION ISOLATION LEVEL} takes it. */
    static Set<Anomaly.Kind> kinds(TestServer server, String level) throws SQLException, InterruptedException {
        DirectIsolation direct = new DirectIsolation(server, level);
        Set<Anomaly.Kind> found = EnumSet.noneOf(Anomaly.Kind.class);
        found.addAll(direct.byChance());
        found.addAll(direct.readSkew());
        found.addAll(direct.writeSkew());
        return found;
    }

    private Set<Anomaly.Kind> byChance() throws SQLException, InterruptedException {
        reset();
        List<ListWorker> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new ListWorker(level + "-" + i, connect(), values, 0, KEYS));
        }
        workers.forEach(Thread::start);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> workers.stream().allMatch(worker -> !worker.isAlive() || worker.done() >= TRANSACTIONS));
        List<Txn> all = new ArrayList<>();
        for (ListWorker worker : workers) {
            worker.end();
            if (!worker.faults.isEmpty()) {
                throw new AssertionError(worker.faults);
            }
            all.addAll(worker.history);
        }
        return ListHistory.kinds(all, lists());
    }

    /** One reads before, and writes after, what the other does in between. */
    private Set<Anomaly.Kind> readSkew() throws SQLException {
        reset();
        try (Script one = new Script("one");
                Script other = new Script("other")) {
            one.read(0);
            other.append(0);
            other.append(1);
            other.commit();
            one.append(1);
            one.commit();
            return ListHistory.kinds(List.of(one.txn(), other.txn()), lists());
        }
    }

    /** Each reads what the other then writes. */
    private Set<Anomaly.Kind> writeSkew() throws SQLException {
        reset();
        try (Script one = new Script("one");
                Script other = new Script("other")) {
            one.read(0);
            other.read(1);
            one.append(1);
            other.append(0);
            one.commit();
            other.commit();
            return ListHistory.kinds(List.of(one.txn(), other.txn()), lists());
        }
    }

    private void reset() throws SQLException {
        server.execute(
                "",
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "USE " + SCHEMA,
                ListWorker.table(),
                "INSERT INTO lists VALUES (0, ''), (1, ''), (2, ''), (3, '')");
    }

    private Connection connect() throws SQLException {
        Connection connection = server.connect(SCHEMA);
        Fleet.run(connection, "SET SESSION TRANSACTION ISOLATION LEVEL " + level);
        Fleet.run(connection, "SET SESSION innodb_lock_wait_timeout = 1");
        return connection;
    }

    private Map<Integer, List<Long>> lists() throws SQLException {
        Map<Integer, List<Long>> lists = new HashMap<>();
        try (Connection connection = server.connect(SCHEMA);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k, v FROM lists")) {
            while (rows.next()) {
                lists.put(rows.getInt(1), ListWorker.parse(rows.getString(2)));
            }
        }
        return lists;
    }

    /** A transaction that does what it is told; whatever the server refuses is the end of it. */
    private final class Script implements AutoCloseable {
        private final String name;
        private final Connection connection;
        private final List<Op> ops = new ArrayList<>();
        private Outcome outcome = Outcome.COMMITTED;

        Script(String name) throws SQLException {
            this.name = name;
            this.connection = connect();
            Fleet.run(connection, "BEGIN");
        }

        void read(int key) throws SQLException {
            attempt(() -> ops.add(
                    Op.read(key, ListWorker.parse(Fleet.ask(connection, "SELECT v FROM lists WHERE k = " + key)))));
        }

        void append(int key) throws SQLException {
            long value = values.incrementAndGet();
            ops.add(Op.append(key, value));
            attempt(() -> Fleet.run(connection, ListWorker.append(key, value)));
        }

        void commit() throws SQLException {
            attempt(() -> Fleet.run(connection, "COMMIT"));
        }

        private void attempt(Step step) throws SQLException {
            if (outcome != Outcome.COMMITTED) {
                return;
            }
            try {
                step.run();
            } catch (SQLException e) {
                outcome = Outcome.ABORTED;
                Fleet.run(connection, "ROLLBACK");
            }
        }

        Txn txn() {
            return new Txn(name, ops, outcome);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Something that the server may refuse. */
    private interface Step {
        void run() throws SQLException;
    }
}
