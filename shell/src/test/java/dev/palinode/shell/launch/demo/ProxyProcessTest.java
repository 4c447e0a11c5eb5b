package dev.palinode.shell.launch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyProcessTest {
    @TempDir
    private Path home = Path.of("");

    @Test
    void oneThatIsFrozenDoesNotHoldAnybodyUp() throws Exception {
        ProxyProcess frozen = ProxyProcess.start(
                List.of("sh", "-c", "echo ready: $SECRET; kill -STOP $$"), "SECRET", "x", home.resolve("log"));
        long begun = System.nanoTime();
        frozen.close();
        assertThat(frozen.alive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
    }
}
