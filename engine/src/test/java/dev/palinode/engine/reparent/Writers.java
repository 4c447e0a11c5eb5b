package dev.palinode.engine.reparent;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.StaticTopology;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Threads that insert numbers at whoever is the primary, and remember which were acknowledged. */
final class Writers implements AutoCloseable {
    final Set<Long> acknowledged = new ConcurrentSkipListSet<>();

    private final AtomicLong next = new AtomicLong(1000);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Writers(StaticTopology topology, IntFunction<TestServer> servers, int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> run(topology, servers), "writer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(StaticTopology topology, IntFunction<TestServer> servers) {
        while (!closed) {
            String alias = topology.primary().alias();
            try (Connection connection = connect(topology, servers);
                    Statement statement = connection.createStatement()) {
                while (!closed && topology.primary().alias().equals(alias)) {
                    long id = next.incrementAndGet();
                    statement.execute("INSERT INTO t VALUES (" + id + ")");
                    acknowledged.add(id);
                    Thread.sleep(2);
                }
            } catch (SQLException | InterruptedException | IllegalStateException e) {
                pause();
            }
        }
    }

    private static Connection connect(StaticTopology topology, IntFunction<TestServer> servers) throws SQLException {
        return servers.apply(ReparentRig.number(topology.primary().alias())).connect("ks");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
