package dev.palinode.engine.crash;

import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * {@code MARIADB} and {@code MYSQL} those of one kind of server; another value is a pattern of cells, such as {@code ALTER
 * cutover.* FAILOVER} or {@code MYSQL GC .*}. Those write what they have found into the report. Else each place of a copy is
 * met by one failure, each failure meets several places, and a few cells of what is around it are run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashMatrixTest {
    private static final String CHOICE = System.getProperty("palinode.crash.matrix", "");
    private static final String COMMIT = System.getProperty("palinode.crash.commit", "unknown");
    private static final Path LOGS = Path.of("target", "crash-matrix");

    /** Of what does not copy, and of a change of the primary; without the pattern. */
    private static final Set<String> FEW = Set.of(
            "MARIADB SUBMIT submit.inserted KILL_CONNECTIONS",
            "MARIADB GC gc.deleted KILL_PROXY",
            "MARIADB REPARENT reparent.demoted KILL_PROXY",
            "MARIADB REPARENT reparent.caught-up CUT_NETWORK",
            "MARIADB EMERGENCY reparent.stopped KILL_CONNECTIONS",
            "MARIADB EMERGENCY reparent.writable KILL_PROXY",
            "MYSQL SUBMIT submit.stored KILL_PROXY",
            "MYSQL GC gc.handed-over RESTART_SERVER",
            "MYSQL REPARENT reparent.promoted KILL_PROXY",
            "MYSQL REPARENT reparent.demote HALF_CLOSE",
            "MYSQL EMERGENCY reparent.promote KILL_PROXY",
            "MYSQL EMERGENCY reparent.journaled CUT_NETWORK");

    private final Map<String, TestCluster> clusters = new LinkedHashMap<>();
    private final MatrixReport report =
            new MatrixReport(Path.of(System.getProperty("palinode.crash.report", "../docs/crash-matrix.md")));
    private final String run = Instant.now().truncatedTo(ChronoUnit.MINUTES) + ", commit " + COMMIT + ", JDK "
            + Runtime.version().feature();

    static Stream<Arguments> cells() {
        return TestCluster.flavours().flatMap(flavour -> cases(flavour).map(cell -> Arguments.of(flavour, cell)));
    }

    private static Stream<CrashCase> cases(TestServer.Flavour flavour) {
        Stream<CrashCase> all = Arrays.stream(Walk.values())
                .flatMap(CrashMatrixTest::all)
                .filter(cell -> cell.walk().has(cell.place(), cell.blow(), flavour == TestServer.Flavour.MARIADB));
        if (CHOICE.isEmpty()) {
            return Stream.concat(inTurn(flavour), all.filter(cell -> FEW.contains(flavour + " " + cell)));
        }
        return all.filter(cell -> CHOICE.equals("full")
                || CHOICE.equals(flavour.name())
                || cell.toString().matches(CHOICE)
                || (flavour + " " + cell).matches(CHOICE));
    }

    private static Stream<CrashCase> all(Walk walk) {
        return walk.places()
                .flatMap(place -> Arrays.stream(Blow.values()).map(blow -> new CrashCase(walk, place, blow)));
    }

    /** Each place once, on one flavour, and the failures in turn. */
    private static Stream<CrashCase> inTurn(TestServer.Flavour flavour) {
        List<CrashCase> all = Arrays.stream(Walk.values())
                .filter(Walk::copies)
                .flatMap(CrashMatrixTest::all)
                .toList();
        int blows = Blow.values().length;
        int parity = flavour == TestServer.Flavour.MYSQL ? 1 : 0;
        return IntStream.range(0, all.size() / blows)
                .filter(row -> row % 2 == parity)
                .mapToObj(row -> all.get(row * blows + row / 2 % blows));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    void nothingIsLostAndTheMigrationCompletes(TestServer.Flavour flavour, CrashCase cell) throws Exception {
        String server = cluster(flavour, cell).primary().name();
        boolean spent = true;
        try {
            CrashCase.Result result = cell.run(cluster(flavour, cell), LOGS.resolve(flavour.name()));
            report(server, cell, result.text());
            spent = cell.spends();
        } catch (Exception | AssertionError e) {
            report(server, cell, MatrixReport.FAILED);
            cell.printLog(LOGS.resolve(flavour.name()));
            throw new AssertionError(flavour + " " + cell + ": " + e, e);
        } finally {
            if (spent) {
                cluster(flavour, cell).close();
                clusters.remove(key(flavour, cell));
            }
        }
    }

    private static String key(TestServer.Flavour flavour, CrashCase cell) {
        return flavour + " " + cell.kind();
    }

    private TestCluster cluster(TestServer.Flavour flavour, CrashCase cell) throws Exception {
        TestCluster cluster = clusters.get(key(flavour, cell));
        if (cluster == null) {
            cluster = cell.cluster(flavour);
            clusters.put(key(flavour, cell), cluster);
        }
        return cluster;
    }

    /** After each cell: a run that is broken off leaves what it has found. */
    private void report(String server, CrashCase cell, String text) throws Exception {
        if (!CHOICE.isEmpty()) {
            report.put(server, cell.walk(), cell.place(), cell.blow(), text, run);
        }
    }

    @AfterAll
    void stop() {
        clusters.values().forEach(TestCluster::close);
    }
}
