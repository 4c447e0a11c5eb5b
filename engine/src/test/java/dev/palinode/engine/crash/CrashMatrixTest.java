package dev.palinode.engine.crash;

import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each place of a migration × each failure × each kind of server. {@code -Dpalinode.crash.matrix=full} runs all cells,
 * {@code MARIADB} and {@code MYSQL} those of one kind of server, and they write the report; another value is a pattern of
 * cells, such as {@code ALTER cutover.* FAILOVER}; else each place is met by one failure, and each failure meets several
 * places.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashMatrixTest {
    private static final String CHOICE = System.getProperty("palinode.crash.matrix", "");
    private static final Set<String> WHOLE = Set.of("full", "MARIADB", "MYSQL");
    private static final Path LOGS = Path.of("target", "crash-matrix");

    private final Map<TestServer.Flavour, TestCluster> clusters = new LinkedHashMap<>();
    private final List<CrashCase.Result> results = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    static Stream<Arguments> cells() {
        return TestCluster.flavours().flatMap(flavour -> cases(flavour).map(cell -> Arguments.of(flavour, cell)));
    }

    private static Stream<CrashCase> cases(TestServer.Flavour flavour) {
        List<CrashCase> all = Arrays.stream(Walk.values())
                .flatMap(walk -> walk.places()
                        .flatMap(place -> Arrays.stream(Blow.values()).map(blow -> new CrashCase(walk, place, blow))))
                .toList();
        if (!CHOICE.isEmpty()) {
            return all.stream()
                    .filter(cell -> CHOICE.equals("full")
                            || CHOICE.equals(flavour.name())
                            || cell.toString().matches(CHOICE));
        }
        // Each place once, on one flavour, and the failures in turn.
        int blows = Blow.values().length;
        int parity = flavour == TestServer.Flavour.MYSQL ? 1 : 0;
        return IntStream.range(0, all.size() / blows)
                .filter(row -> row % 2 == parity)
                .mapToObj(row -> all.get(row * blows + row / 2 % blows));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    void nothingIsLostAndTheMigrationCompletes(TestServer.Flavour flavour, CrashCase cell) throws Exception {
        try {
            results.add(cell.run(cluster(flavour), LOGS.resolve(flavour.name())));
        } catch (Exception | AssertionError e) {
            failed.add(cluster(flavour).primary().name() + ": " + cell);
            throw new AssertionError(flavour + " " + cell + ": " + e.getMessage(), e);
        } finally {
            report();
            if (cell.blow() == Blow.FAILOVER) {
                cluster(flavour).close();
                clusters.remove(flavour);
            }
        }
    }

    private TestCluster cluster(TestServer.Flavour flavour) throws Exception {
        TestCluster cluster = clusters.get(flavour);
        if (cluster == null) {
            cluster = TestCluster.of(flavour, 1);
            clusters.put(flavour, cluster);
        }
        return cluster;
    }

    /** After each cell anew: a run that is broken off leaves what it has found. */
    private void report() throws Exception {
        if (WHOLE.contains(CHOICE)) {
            MatrixReport.write(results, failed, Path.of("..", "docs", "crash-matrix.md"));
        }
    }

    @AfterAll
    void stop() {
        clusters.values().forEach(TestCluster::close);
    }
}
