package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run finds of some cells leaves what others found of the rest. */
final class MatrixReportTest {
    private static final String MARIA = "MariaDB 11.4.5";
    private static final String FIRST = "2026-11-22T08:00:00Z, commit 1111111, JDK 17";
    private static final String SECOND = "2026-11-23T08:00:00Z, commit 2222222, JDK 21";

    /** As reports were written before runs were. */
    private static final List<String> OLD = List.of(
            "# The crash matrix",
            "",
            "## MariaDB 11.4.5",
            "",
            "| place | kill proxy | stop owner | kill connections | cut network | half close | restart server | failover |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            "| ALTER `alter.named` | 23577 | — | 30932 | 44415 | 17692 | 20986 +4 | 35338 +4 |",
            "",
            "Passed: 6, failed: 1. The writers' seed of a cell is the hash of its name (`CrashCase.seed`). JDK 17.",
            "",
            "Failed: MariaDB 11.4.5: ALTER alter.named STOP_OWNER",
            "",
            "## MySQL 9.7.0",
            "",
            "| place | kill proxy | failover |",
            "| --- | --- | --- |",
            "| WINDOW `cutover.swapped` | 7 | — |");

    @TempDir
    Path directory;

    @Test
    void aRunChangesItsOwnCellsAlone() throws IOException {
        Path file = directory.resolve("report.md");
        MatrixReport report = new MatrixReport(file);
        report.put(MARIA, Walk.ALTER, "alter.named", Blow.KILL_PROXY, "100", FIRST);
        report.put(MARIA, Walk.ALTER, "alter.named", Blow.FAILOVER, "200 +4", FIRST);
        report.put(MARIA, Walk.GC, "gc.due", Blow.FAILOVER, MatrixReport.FAILED, FIRST);
        report.put(MARIA, Walk.GC, "gc.due", Blow.KILL_PROXY, "300", SECOND);
        assertThat(Files.readAllLines(file))
                .contains(
                        "| ALTER `alter.named` | 100 [1] | — | — | — | — | — | — | — | 200 +4 [1] | — | — |",
                        "| GC `gc.due` | 300 [2] | — | — | — | — | — | — | — | failed [1] | — | — |",
                        "1. " + FIRST,
                        "2. " + SECOND)
                .anyMatch(line -> line.matches("Passed: 3, failed: 1, not run: \\d+\\."));

        report.put(MARIA, Walk.GC, "gc.due", Blow.FAILOVER, "400", SECOND);
        report.put(MARIA, Walk.ALTER, "alter.named", Blow.KILL_PROXY, "101", SECOND);
        assertThat(Files.readAllLines(file))
                .contains(
                        "| ALTER `alter.named` | 101 [1] | — | — | — | — | — | — | — | 200 +4 [2] | — | — |",
                        "| GC `gc.due` | 300 [1] | — | — | — | — | — | — | — | 400 [1] | — | — |",
                        "1. " + SECOND,
                        "2. " + FIRST);
    }

    @Test
    void whatMakesNoSenseIsSaidToBeAbsentByTheKindOfServer() throws IOException {
        Path file = directory.resolve("report.md");
        MatrixReport report = new MatrixReport(file);
        report.put(MARIA, Walk.GC, "gc.purge", Blow.KILL_PROXY, "1", FIRST);
        report.put("MySQL 9.7.0", Walk.GC, "gc.due", Blow.KILL_PROXY, "2", FIRST);
        assertThat(Files.readAllLines(file))
                .contains(
                        "| GC `gc.purge` | 1 [1] | — | — | — | — | — | — | — | — | — | — |",
                        "| GC `gc.purge` | n/a | n/a | n/a | n/a | n/a | n/a | n/a | n/a | n/a | n/a | n/a |",
                        "| EMERGENCY `reparent.applied` | — | — | — | — | — | — | — | n/a | n/a | n/a | n/a |");
    }

    @Test
    void anOldReportIsTakenOverWithTheRunThatItDoesNotName() throws IOException {
        Path old = Files.write(directory.resolve("old.md"), OLD);
        Path file = directory.resolve("report.md");
        MatrixReport report = new MatrixReport(file);
        report.put(MARIA, Walk.ALTER, "alter.named", Blow.STOP_OWNER, "5", FIRST);
        MatrixReport.main(new String[] {file.toString(), old.toString(), SECOND, "MySQL"});
        assertThat(Files.readAllLines(file))
                .contains(
                        "| ALTER `alter.named` | — | 5 [1] | — | — | — | — | — | — | — | — | — |",
                        "| WINDOW `cutover.swapped` | 7 [2] | — | — | — | — | — | — | — | — | — | — |",
                        "2. " + SECOND);
        MatrixReport.main(new String[] {file.toString(), old.toString(), SECOND, ""});
        assertThat(Files.readAllLines(file))
                .contains(
                        "| ALTER `alter.named` | 23577 [1] | failed [1] | — | 30932 [1] | 44415 [1] | — | 17692 [1] |"
                                + " 20986 +4 [1] | 35338 +4 [1] | — | — |",
                        "1. " + SECOND);

        // In its place: the run changes what it finds, and nothing else.
        new MatrixReport(old).put(MARIA, Walk.ALTER, "alter.named", Blow.STOP_OWNER, "6", FIRST);
        assertThat(Files.readAllLines(old))
                .anyMatch(line -> line.startsWith("| ALTER `alter.named` | 23577 [1] | 6 [2] | — | 30932 [1] |"));
    }
}
