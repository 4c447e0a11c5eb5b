package dev.palinode.engine.crash;

import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each place of a migration × each failure × each kind of server. All cells with {@code -Dpalinode.crash.matrix=full},
 * which also writes the report; else each place with one failure and each failure with several places.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashMatrixTest {
    private static final boolean FULL =
            System.getProperty("palinode.crash.matrix", "").equals("full");
    private static final Path LOGS = Path.of("target", "crash-matrix");

    private final Map<TestServer.Flavour, TestCluster> clusters = new LinkedHashMap<>();
    private final List<CrashCase.Result> results = new ArrayList<>();

    static Stream<Arguments> cells() {
        return TestCluster.flavours().filter(f -> f.name().equals(System.getProperty("only", f.name()))).flatMap(flavour -> cases().map(cell -> Arguments.of(flavour, cell)));
    }

    private static Stream<CrashCase> cases() {
        List<CrashCase> all = Arrays.stream(Walk.values())
                .flatMap(walk -> walk.places()
                        .flatMap(place -> Arrays.stream(Blow.values()).map(blow -> new CrashCase(walk, place, blow))))
                .toList();
        String only = System.getProperty("palinode.crash.matrix", "");
        if (only.contains("/")) {
            // One cell again and again: walk/place/blow.
            return java.util.stream.IntStream.range(0, 12).boxed().flatMap(i -> all.stream().filter(cell -> (cell.walk() + "/" + cell.place() + "/" + cell.blow()).equals(only)));
        }
        if (FULL) {
            return all.stream();
        }
        int blows = Blow.values().length;
        // One cell of each place, on a diagonal.
        return Stream.iterate(0, i -> i < all.size(), i -> i + blows).map(i -> all.get(i + i / blows % blows));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    void nothingIsLostAndTheMigrationCompletes(TestServer.Flavour flavour, CrashCase cell) throws Exception {
        results.add(cell.run(cluster(flavour), LOGS.resolve(flavour.name())));
    }

    private TestCluster cluster(TestServer.Flavour flavour) throws Exception {
        TestCluster cluster = clusters.get(flavour);
        if (cluster == null) {
            cluster = TestCluster.of(flavour, 1, System.getProperty("durable", "").isEmpty() ? new String[0] : new String[] {"--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1"});
            clusters.put(flavour, cluster);
        }
        return cluster;
    }

    @AfterAll
    void report() throws Exception {
        if (FULL) {
            MatrixReport.write(results, Path.of("..", "docs", "crash-matrix.md"));
        }
        clusters.values().forEach(TestCluster::close);
    }
}
