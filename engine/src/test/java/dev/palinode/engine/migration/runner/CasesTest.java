package dev.palinode.engine.migration.runner;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Invariant 1 for data types and definitions: every case under {@code cases} on each server, several at once. With the
 * system property {@code palinode.case} only those whose name matches it.
 */
final class CasesTest {
    /** Most of a case is waiting for the server. */
    private static final int AT_ONCE = 10;

    private static final List<AlterRoom> ROOMS = new ArrayList<>();
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(AT_ONCE);

    @TestFactory
    Stream<DynamicNode> cases() throws SQLException {
        String wanted = System.getProperty("palinode.case", ".*");
        List<MigrationCase> all = MigrationCase.all().stream()
                .filter(one -> one.name().matches(wanted))
                .toList();
        List<DynamicNode> nodes = new ArrayList<>();
        for (TestServer server : TestServers.all().toList()) {
            AlterRoom room = new AlterRoom(server);
            room.points = CaseRun.points();
            ROOMS.add(room);
            nodes.add(DynamicContainer.dynamicContainer(
                    server.name(),
                    all.stream().filter(one -> one.runsOn(server)).map(one -> test(room, one)).toList().stream()));
        }
        return nodes.stream();
    }

    private static DynamicTest test(AlterRoom room, MigrationCase one) {
        Callable<Boolean> run = () -> {
            new CaseRun(room, one).run();
            return true;
        };
        Future<Boolean> outcome = WORKERS.submit(run);
        return DynamicTest.dynamicTest(one.name(), () -> {
            try {
                outcome.get();
            } catch (ExecutionException e) {
                throw new AssertionError(one.name() + ": " + e.getCause(), e.getCause());
            }
        });
    }

    @AfterAll
    static void close() {
        WORKERS.shutdownNow();
        ROOMS.forEach(AlterRoom::close);
    }
}
