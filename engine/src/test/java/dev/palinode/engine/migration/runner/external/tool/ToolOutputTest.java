package dev.palinode.engine.migration.runner.external.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that the programs have printed. */
final class ToolOutputTest {
    private final Tool ghost = new GhOst();
    private final Tool ptOsc = new PtOsc();

    @Test
    void ghOstSaysHowFarItIs() {
        String line = "Copy: 1500/5000 30.0%; Applied: 12; Backlog: 0/1000; Time: 3s(total), 1s(copy); streamer:"
                + " binlog.000002:1234; Lag: 0.02s, HeartbeatLag: 0.05s, State: migrating; ETA: 1m2s";
        assertThat(ghost.progress(line))
                .contains(new ToolProgress(30, 1500, 5000, Duration.ofSeconds(62), Duration.ofMillis(50), false));
        assertThat(ghost.progress("2026-11-21 10:00:00 INFO " + line)).isPresent();
        assertThat(ghost.isNoise("2026-11-21 10:00:00 INFO " + line)).isTrue();
        String ready = line.replace("migrating; ETA: 1m2s", "postponing cut-over; ETA: due");
        assertThat(ghost.progress(ready).orElseThrow().ready()).isTrue();
        assertThat(ghost.progress(line.replace("1m2s", "N/A")).orElseThrow().eta())
                .isNegative();
        assertThat(ghost.progress("# Migrating `a`.`t`; Ghost table is `a`.`_t_gho`"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Copying `a`.`t`:  12% 00:30 remain', 12, 30",
        "'Copying `a`.`t`:   3% 01:02:03 remain', 3, 3723",
        "'Copying `a`.`t`:   0% 1+01:00:00 remain', 0, 90000"
    })
    void ptOscSaysHowFarItIs(String line, double percent, long seconds) {
        assertThat(ptOsc.progress(line))
                .contains(new ToolProgress(percent, -1, -1, Duration.ofSeconds(seconds), Duration.ZERO, false));
        assertThat(ptOsc.isNoise(line)).isTrue();
    }

    @Test
    void ptOscIsReadyWhenThePluginSaysSo() {
        assertThat(ptOsc.progress("Palinode: ready to swap").orElseThrow().ready())
                .isTrue();
        assertThat(ptOsc.isNoise("Sleeping 60 seconds because /x/pause exists")).isTrue();
        assertThat(ptOsc.isNoise("Error altering new table")).isFalse();
    }
}
