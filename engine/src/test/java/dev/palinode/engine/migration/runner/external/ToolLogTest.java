package dev.palinode.engine.migration.runner.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.migration.runner.external.tool.Tools;
import dev.palinode.engine.model.DdlStrategy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ToolLogTest {
    private final Tool tool = Tools.of(DdlStrategy.Kind.PT_OSC).orElseThrow();
    private final ToolLog log = new ToolLog(tool, "geheim-123");

    @Test
    void itIsBoundedAndKeepsTheEnd() {
        IntStream.range(0, 2000).forEach(i -> log.add("line " + i));
        assertThat(log.take()).hasSize(500).startsWith("line 0");
        List<String> end = log.takeLast();
        assertThat(end).hasSize(21).endsWith("line 1999");
        assertThat(end.get(0)).contains("1480 lines left out");
        log.add("x".repeat(5000));
        assertThat(log.takeLast().get(1)).hasSizeLessThan(1100);
    }

    @Test
    void thePasswordIsNotInIt() {
        log.add("connecting with geheim-123 now");
        assertThat(log.take()).containsExactly("connecting with *** now");
    }

    @Test
    void theVerdictIsTheReasonAndNotTheEpilogue() {
        log.add("Altering new table...");
        log.add("Error altering new table `a`.`_t_new`: Duplicate column name 'v' at line 9.");
        log.add("Dropped new table OK.");
        log.add("`a`.`t` was not altered.");
        assertThat(log.verdict()).startsWith("Error altering new table");
        assertThat(new ToolLog(tool, "x").verdict()).isEmpty();
    }

    @Test
    void linesThatComeAgainAndAgainAreReadButNotKept() {
        log.add("Copying `a`.`t`:  50% 00:10 remain");
        assertThat(log.take()).isEmpty();
        assertThat(log.progress().percent()).isEqualTo(50);
    }
}
