package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The clients of one proxy while the primary is changed by another one. */
final class OtherProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @OnEachCluster
    void itsClientsOnlyWaitAsWell(TestServer.Flavour flavour) throws Exception {
        try (Fleet fleet = new Fleet(flavour, 1)) {
            fleet.serve();
            fleet.serve();
            List<CounterWorker> workers = new ArrayList<>();
            try (Connection client = fleet.client(1);
                    Connection admin = fleet.admin(0)) {
                Fleet.run(client, CounterWorker.table());
                for (int i = 0; i < 4; i++) {
                    CounterWorker worker = new CounterWorker(i, fleet.client(1));
                    worker.begin(client);
                    workers.add(worker);
                }
                workers.forEach(Thread::start);
                for (int i = 0; i < 3; i++) {
                    // Both have noticed who the primary is.
                    await().atMost(PATIENCE)
                            .until(() -> Fleet.ask(
                                            client,
                                            "SELECT IS_USED_LOCK('palinode-seat-0') IS NOT NULL"
                                                    + " AND IS_USED_LOCK('palinode-seat-1') IS NOT NULL")
                                    .equals("1"));
                    Fleet.run(admin, "VTCTL PlannedReparentShard " + Fleet.SCHEMA + "/0");
                    for (CounterWorker worker : workers) {
                        long before = worker.done;
                        await().atMost(PATIENCE).until(() -> worker.done > before + 5 || !worker.isAlive());
                    }
                }
                for (CounterWorker worker : workers) {
                    worker.end();
                    assertThat(worker.faults).isEmpty();
                    assertThat(worker.interruptions).isZero();
                    for (int row = 0; row < CounterWorker.ROWS; row++) {
                        assertThat(Fleet.ask(client, "SELECT n FROM counters WHERE id = " + worker.id(row)))
                                .isEqualTo(String.valueOf(worker.counts[row]));
                    }
                }
            }
        }
    }
}
