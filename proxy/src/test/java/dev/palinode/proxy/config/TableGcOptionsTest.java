package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.gc.GcName.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableGcOptionsTest {
    @TempDir
    private Path directory;

    private GcConfig load(Map<String, String> flags) throws Exception {
        Path file = directory.resolve("palinode.yaml");
        Files.writeString(file, "backends: [ \"mysql://app:geheim@db1/commerce\" ]\n");
        return ConfigLoader.load(Settings.none().withOperations(flags), Optional.of(file), Map.of())
                .operations()
                .gc();
    }

    @Test
    void theCycleAndItsTimeAreRead() throws Exception {
        assertThat(load(Map.of())).isEqualTo(GcConfig.defaults());
        GcConfig other = load(Map.of("table-gc-lifecycle", "hold,drop", "table-gc-evac-time", "2h"));
        assertThat(other.lifecycle()).containsExactlyInAnyOrder(Kind.HOLD, Kind.DROP);
        assertThat(other.evacuation()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void anotherWordIsAMistake() {
        assertThatThrownBy(() -> load(Map.of("table-gc-lifecycle", "hold,vrp")))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("table-gc-lifecycle")
                .hasMessageContaining("hold, purge, evac, drop, not 'vrp'");
    }
}
