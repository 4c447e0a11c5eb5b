package dev.palinode.proxy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.cutover.TrafficGate.Closed;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many sessions on real threads against a gate that closes and opens as fast as it can. */
final class TableGateRaceTest {
    private static final int SESSIONS = 4;
    private static final int COMMANDS = 150_000;
    private static final long ON_TABLE = IdentifierFilter.bits("orders");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TableGate gate = new TableGate(timer, 1_000, Duration.ofMinutes(1));
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger intruders = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean drained;
    private final CountDownLatch finished = new CountDownLatch(SESSIONS);

    @Test
    void aDrainedTableIsTouchedByNobodyAndNoCommandIsLost() throws Exception {
        List<ExecutorService> loops = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ExecutorService loop = Executors.newSingleThreadExecutor();
            loops.add(loop);
            Client client = new Client(loop, new Random(i));
            clients.add(client);
            loop.execute(client::next);
        }
        int times = 0;
        while (!finished.await(0, TimeUnit.SECONDS)) {
            try (Closed closed = gate.close(new TableName("commerce", "orders"), Duration.ofSeconds(20))) {
                assertThat(closed.blockers()).isEmpty();
                drained = true;
                assertThat(inFlight)
                        .as("commands on a table that was said to be drained")
                        .hasValue(0);
                LockSupport.parkNanos(1_000);
                drained = false;
                times++;
            }
        }
        // How often depends on the machine; a few times are enough for the rest to mean something.
        assertThat(times).isGreaterThan(5);
        assertThat(intruders).as("commands sent while the table was drained").hasValue(0);
        assertThat(refused).hasValue(0);
        assertThat(clients).extracting(client -> client.done).containsOnly(COMMANDS);
        for (ExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        timer.shutdownNow();
    }

    /** Sends one command after the other, sometimes several in a transaction; lives on its event loop. */
    private final class Client {
        private final ExecutorService loop;
        private final Random random;
        private final GateSession session;
        private int done;
        private boolean inTransaction;

        Client(ExecutorService loop, Random random) {
            this.loop = loop;
            this.random = random;
            this.session = gate.newSession(loop, () -> "client");
        }

        void next() {
            if (session.enter(ON_TABLE, this::send, refused::incrementAndGet)) {
                send();
            }
        }

        private void send() {
            if (drained) {
                intruders.incrementAndGet();
            }
            if (!inTransaction) {
                inFlight.incrementAndGet();
            }
            inTransaction = random.nextInt(3) == 0;
            if (!inTransaction) {
                inFlight.decrementAndGet();
            }
            done++;
            boolean last = done == COMMANDS;
            if (last && inTransaction) {
                inFlight.decrementAndGet();
            }
            session.left(inTransaction && !last);
            if (last) {
                finished.countDown();
            } else {
                loop.execute(this::next);
            }
        }
    }
}
