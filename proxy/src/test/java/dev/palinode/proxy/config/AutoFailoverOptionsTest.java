package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.reparent.AutoFailover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AutoFailoverOptionsTest {
    @TempDir
    private Path directory;

    private Optional<AutoFailover.Terms> load(Map<String, String> flags) throws Exception {
        Path file = directory.resolve("palinode.yaml");
        Files.writeString(file, "backends: [ \"mysql://app:geheim@db1/commerce\" ]\n");
        return ConfigLoader.load(Settings.none().withOperations(flags), Optional.of(file), Map.of())
                .operations()
                .autoFailover();
    }

    @Test
    void itIsOffUnlessATimeIsGiven() throws Exception {
        assertThat(load(Map.of())).isEmpty();
        assertThat(load(Map.of("auto-failover", "off"))).isEmpty();
        assertThat(load(Map.of("auto-failover-min-time-between", "1h"))).isEmpty();
        assertThat(load(Map.of("auto-failover", "30s")))
                .contains(new AutoFailover.Terms(Duration.ofSeconds(30), Duration.ofMinutes(10)));
        assertThat(load(Map.of("auto-failover", "30s", "auto-failover-min-time-between", "1h")))
                .contains(new AutoFailover.Terms(Duration.ofSeconds(30), Duration.ofHours(1)));
        assertThatThrownBy(() -> load(Map.of("auto-failover", "0")))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("--auto-failover");
    }
}
