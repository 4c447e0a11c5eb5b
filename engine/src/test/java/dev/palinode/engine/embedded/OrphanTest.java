package dev.palinode.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.topo.Login;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {
    @Test
    void theServerEndsWhenItsJvmIsKilled(@TempDir Path directory) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        long server = Long.parseLong(reader.readLine());
        assertThat(ProcessHandle.of(server)).isPresent();
        child.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.of(server).isEmpty());
        assertThat(directory.resolve("data").resolve("mariadbd.log"))
                .content(StandardCharsets.ISO_8859_1)
                .contains("Shutdown complete");
    }

    /** Starts a server, says its process id and waits for the end that is done to it. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedMariaDb server = EmbeddedMariaDb.start(
                    MariaDbDistribution.unpack(),
                    new EmbeddedMariaDb.Config(
                            Path.of(arguments[0]), 0, 1, new Login("me", "secret"), Optional.empty(), List.of()));
            System.out.println(server.pid());
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }
}
