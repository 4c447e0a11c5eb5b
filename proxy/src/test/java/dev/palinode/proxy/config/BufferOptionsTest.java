package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.proxy.gate.shard.BufferOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BufferOptionsTest {
    @TempDir
    private Path directory;

    private BufferOptions load(Map<String, String> flags) throws Exception {
        Path file = directory.resolve("palinode.yaml");
        Files.writeString(file, "backends: [ \"mysql://app:geheim@db1/commerce\" ]\n");
        return ConfigLoader.load(Settings.none().withOperations(flags), Optional.of(file), Map.of())
                .operations()
                .buffer();
    }

    @Test
    void vitesssNamesAndDefaults() throws Exception {
        assertThat(load(Map.of()))
                .isEqualTo(
                        new BufferOptions(Duration.ofSeconds(10), 1000, Duration.ofSeconds(20), Duration.ofMinutes(1)));
        assertThat(load(Map.of(
                        "buffer-window", "3s",
                        "buffer-size", "7",
                        "buffer-max-failover-duration", "1m",
                        "buffer-min-time-between-failovers", "0")))
                .isEqualTo(new BufferOptions(Duration.ofSeconds(3), 7, Duration.ofMinutes(1), Duration.ZERO));
        assertThat(load(Map.of("buffer-size", "off")).size()).isZero();
    }

    @Test
    void whatIsNoTimeIsAMistake() {
        assertThatThrownBy(() -> load(Map.of("buffer-window", "soon")))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("--buffer-window");
    }
}
