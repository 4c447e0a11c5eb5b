package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.PatientWriters;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.awaitility.Awaitility;

/**
 * One cell of the matrix.
 *
 * @param walk what is under way
 * @param place where it is met
 * @param blow by what
 */
record CrashCase(Walk walk, String place, Blow blow) {
    /** What was seen in a case that went well: statements that were acknowledged, and those whose answer was lost. */
    record Result(long writes, long interruptions) {
        /** For the report. */
        String text() {
            return writes + (interruptions > 0 ? " +" + interruptions : "");
        }
    }

    /** Starts what such a cell needs. */
    TestCluster cluster(TestServer.Flavour flavour) throws IOException {
        return blow == Blow.DISK_FULL
                ? TestCluster.of(flavour, 0, SmallDisk.OPTIONS)
                : TestCluster.of(flavour, walk.replicas());
    }

    /** Cells of the same kind can be run on one cluster. */
    String kind() {
        return blow == Blow.DISK_FULL ? "small disk" : walk.replicas() + " replicas";
    }

    /** Whether the cluster is another one afterwards. */
    boolean spends() {
        return blow == Blow.FAILOVER || blow == Blow.PLANNED_REPARENT || walk.replicas() > 1;
    }

    /** A number of its own for each cell, so that each has other writers, and the same ones each time. */
    long seed() {
        return (walk + "/" + place + "/" + blow).hashCode();
    }

    /** Lets it happen, and compares what is there afterwards with what was acknowledged. */
    Result run(TestCluster cluster, Path logs) throws Exception {
        Path log = log(Files.createDirectories(logs));
        try (Arena arena = new Arena(cluster, walk, seed(), log)) {
            Scene scene = walk.scene();
            scene.prepare(arena);
            blow.prepare(arena);
            arena.writers().start();
            scene.begin(arena, place, blow);
            blow.strike(arena);
            scene.await(arena);
            blow.afterwards(arena);
            // It waits for what may still come.
            scene.check(arena, blow);
            assertThat(arena.writers().stop()).as("what writers saw").isEmpty();
            Map<Long, String> expected = arena.writers().expected();
            assertThat(difference(arena.writers().contents(), expected, arena.writers()::story))
                    .as("rows at " + Instant.now())
                    .isEmpty();
            arena.stopEngines();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(arena.engineConnections())
                            .as("connections of engines")
                            .isEmpty());
            if (blow != Blow.FAILOVER) {
                for (TestServer other : cluster.servers()) {
                    agrees(other, arena, expected);
                }
                new Agreement(arena).awaitSameTables(cluster.servers());
            }
            Files.deleteIfExists(log);
            return new Result(arena.writers().writes(), arena.writers().interruptions());
        }
    }

    private Path log(Path logs) {
        return logs.resolve(walk + "-" + place + "-" + blow + ".log");
    }

    /** Prints what the process said that was met, for those who have only the output of the test. */
    void printLog(Path logs) throws IOException {
        Path log = log(logs);
        if (Files.exists(log)) {
            System.out.println("what the driver of " + this + " said:\n" + Files.readString(log));
        }
    }

    private static void agrees(TestServer other, Arena arena, Map<Long, String> expected) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            try (Connection connection = other.connect(arena.keyspace())) {
                assertThat(difference(PatientWriters.contents(connection), expected, arena.writers()::story))
                        .as("rows of %s", other.address())
                        .isEmpty();
            }
        });
    }

    /** The rows that are not as they should be: at most ten of them, for people. */
    private static Map<Long, String> difference(
            Map<Long, String> found, Map<Long, String> expected, LongFunction<String> story) {
        Map<Long, String> wrong = new TreeMap<>();
        expected.forEach((id, value) -> {
            if (!value.equals(found.get(id)) && wrong.size() < 10) {
                wrong.put(id, "is " + found.get(id) + ", should be " + value + ", " + story.apply(id));
            }
        });
        found.forEach((id, value) -> {
            if (!expected.containsKey(id) && wrong.size() < 10) {
                wrong.put(id, "is " + value + ", should not be, " + story.apply(id));
            }
        });
        return wrong;
    }

    @Override
    public String toString() {
        return walk + " " + place + " " + blow;
    }
}
