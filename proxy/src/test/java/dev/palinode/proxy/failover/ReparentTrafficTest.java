package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
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
 * Two tables are swapped again and again, by ALTERs and reverts, and the primary is changed in between, while clients work
 * on both: counters that must not miss a beat, and lists that show the isolation of transactions, which is no weaker than
 * that of the server alone. How many rounds is said by the system property {@code palinode.test.rounds}.
 */
final class ReparentTrafficTest {
    private static final int ROUNDS = Integer.getInteger("palinode.test.rounds", 4);
    private static final int KEYS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<CounterWorker> counters = new ArrayList<>();
    private final List<ListWorker> serializable = new ArrayList<>();
    private final List<ListWorker> repeatable = new ArrayList<>();
    private final Set<Anomaly.Kind> allowed = EnumSet.noneOf(Anomaly.Kind.class);

    @OnEachCluster
    void nothingIsLostDoubledOrWrongAndTransactionsStayIsolated(TestServer.Flavour flavour) throws Exception {
        try (Fleet fleet = new Fleet(flavour, 1)) {
            direct(fleet.cluster().primary());
            fleet.serve();
            begin(fleet);
            String counted = complete(fleet, submit(fleet, "ALTER TABLE counters ADD COLUMN c INT NOT NULL DEFAULT 1"));
            String listed = complete(fleet, submit(fleet, "ALTER TABLE lists ADD COLUMN c INT NOT NULL DEFAULT 1"));
            for (int round = 0; round < ROUNDS; round++) {
                String next = submit(fleet, "REVERT VITESS_MIGRATION '" + (round % 2 == 0 ? counted : listed) + "'");
                if (round % 3 == 1) {
                    reparent(fleet);
                }
                if (round % 2 == 0) {
                    counted = complete(fleet, next);
                } else {
                    listed = complete(fleet, next);
                }
                more();
            }
            end();
            judge(fleet);
        }
    }

    /** What is found later is compared with this; a server that allowed nothing would not be one to compare with. */
    private void direct(TestServer server) throws SQLException, InterruptedException {
        assertThat(DirectIsolation.kinds(server, "SERIALIZABLE")).isEmpty();
        allowed.addAll(DirectIsolation.kinds(server, "REPEATABLE READ"));
        assertThat(allowed).isEqualTo(Anomaly.OF_SNAPSHOTS);
    }

    private void begin(Fleet fleet) throws SQLException {
        AtomicLong values = new AtomicLong();
        try (Connection client = fleet.client(0)) {
            Fleet.run(client, CounterWorker.table());
            Fleet.run(client, ListWorker.table());
            for (int key = 0; key < 2 * KEYS; key++) {
                Fleet.run(client, "INSERT INTO lists VALUES (" + key + ", '')");
            }
            for (int i = 0; i < 3; i++) {
                CounterWorker worker = new CounterWorker(i, fleet.client(0));
                worker.begin(client);
                counters.add(worker);
            }
        }
        for (int i = 0; i < 3; i++) {
            Connection strict = fleet.client(0);
            Fleet.run(strict, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            serializable.add(new ListWorker("serializable-" + i, strict, values, 0, KEYS));
            repeatable.add(new ListWorker("repeatable-" + i, fleet.client(0), values, KEYS, KEYS));
        }
        workers().forEach(Thread::start);
    }

    private List<Worker> workers() {
        List<Worker> all = new ArrayList<>(counters);
        all.addAll(serializable);
        all.addAll(repeatable);
        return all;
    }

    /** Until each has done something more. */
    private void more() {
        for (Worker worker : workers()) {
            long before = worker.done();
            await().atMost(PATIENCE).until(() -> worker.done() > before || !worker.isAlive());
        }
    }

    private void end() throws InterruptedException {
        for (Worker worker : workers()) {
            worker.end();
            assertThat(worker.faults).isEmpty();
            assertThat(worker.done()).isPositive();
        }
    }

    private void judge(Fleet fleet) throws SQLException {
        Map<Integer, List<Long>> lists = new HashMap<>();
        try (Connection client = fleet.client(0);
                Statement statement = client.createStatement()) {
            for (CounterWorker worker : counters) {
                for (int row = 0; row < CounterWorker.ROWS; row++) {
                    assertThat(Fleet.ask(client, "SELECT n FROM counters WHERE id = " + worker.id(row)))
                            .isEqualTo(String.valueOf(worker.counts[row]));
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT k, v FROM lists")) {
                while (rows.next()) {
                    lists.put(rows.getInt(1), ListWorker.parse(rows.getString(2)));
                }
            }
        }
        assertThat(judge(serializable, lists, 0)).isEmpty();
        assertThat(judge(repeatable, lists, KEYS))
                .allSatisfy(anomaly -> assertThat(allowed).contains(anomaly.kind()));
    }

    private static List<Anomaly> judge(List<ListWorker> workers, Map<Integer, List<Long>> lists, int firstKey) {
        List<Txn> all =
                workers.stream().flatMap(worker -> worker.history.stream()).toList();
        Map<Integer, List<Long>> own = new HashMap<>();
        for (int key = firstKey; key < firstKey + KEYS; key++) {
            own.put(key, lists.getOrDefault(key, List.of()));
        }
        assertThat(own.values()).allSatisfy(list -> assertThat(list).isNotEmpty());
        return ListHistory.anomalies(all, own);
    }

    /** While the engine moves to another server, it cannot be asked. */
    private static String submit(Fleet fleet, String sql) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> {
                            try (Connection client = fleet.client(0)) {
                                Fleet.run(client, "SET @@ddl_strategy = 'vitess'");
                                return Fleet.ask(client, sql);
                            }
                        },
                        uuid -> !uuid.isEmpty());
    }

    private static String complete(Fleet fleet, String uuid) {
        String question = "SHOW VITESS_MIGRATIONS LIKE '" + uuid + "'";
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Connection client = fleet.client(0);
                    Statement statement = client.createStatement();
                    ResultSet rows = statement.executeQuery(question)) {
                if (!rows.next()) {
                    return false;
                }
                String status = rows.getString("migration_status");
                if (status.equals("failed")) {
                    throw new AssertionError("failed: " + rows.getString("message"));
                }
                return status.equals("complete");
            }
        });
        return uuid;
    }

    private static void reparent(Fleet fleet) throws SQLException {
        try (Connection admin = fleet.admin(0)) {
            Fleet.run(admin, "VTCTL PlannedReparentShard " + Fleet.SCHEMA + "/0");
        }
    }
}
