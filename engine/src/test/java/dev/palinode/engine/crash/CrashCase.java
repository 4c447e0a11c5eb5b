package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.PatientWriters;
import dev.palinode.engine.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** What was seen in a case that went well, for the report. */
    record Result(CrashCase cell, String server, long seed, long writes, long interruptions) {}

    /** A number of its own for each cell, so that each has other writers, and the same ones each time. */
    long seed() {
        return (walk + "/" + place + "/" + blow).hashCode();
    }

    /** Lets it happen, and compares what is there afterwards with what was acknowledged. */
    Result run(TestCluster cluster, Path logs) throws Exception {
        Path log = Files.createDirectories(logs).resolve(walk + "-" + place + "-" + blow + ".log");
        String server = cluster.primary().name();
        try (Arena arena = new Arena(cluster, seed(), log)) {
            Optional<MigrationId> reverted = arena.prepare(walk);
            MigrationId id = arena.begin(reverted, place, blow == Blow.FAILOVER);
            blow.strike(arena);
            arena.awaitComplete(id);
            blow.afterwards(arena);
            assertThat(arena.writers().stop()).as("what writers saw").isEmpty();
            Map<Long, String> expected = arena.writers().expected();
            assertThat(difference(arena.writers().contents(), expected, arena.writers()::story))
                    .as("rows at " + Instant.now())
                    .isEmpty();
            assertThat(arena.value("SELECT COUNT(*) FROM information_schema.columns"
                            + " WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'c'"))
                    .isEqualTo(walk.isRevert() ? "0" : "1");
            nothingIsLeft(arena);
            if (blow != Blow.FAILOVER) {
                replicaAgrees(arena, expected);
            }
            Files.deleteIfExists(log);
            return new Result(
                    this,
                    server,
                    seed(),
                    arena.writers().writes(),
                    arena.writers().interruptions());
        }
    }

    /** The table, and the one that is held; no sentry, no half-made shadow, no connection, no lock. */
    private void nothingIsLeft(Arena arena) throws Exception {
        List<String> tables = arena.tables();
        assertThat(tables).contains("d", "t").allMatch(name -> name.matches("d|t|_vt_hld_.*"));
        assertThat(tables).hasSizeLessThanOrEqualTo(walk.isRevert() ? 4 : 3);
        arena.stopEngines();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(arena.engineConnections())
                        .as("connections of engines")
                        .isZero());
    }

    private static void replicaAgrees(Arena arena, Map<Long, String> expected) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            try (Connection connection = arena.cluster().replica().connect(arena.keyspace())) {
                assertThat(difference(PatientWriters.contents(connection), expected, arena.writers()::story))
                        .as("rows of the replica")
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
