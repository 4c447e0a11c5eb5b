package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Two engines never drive one migration, even when the first was only stopped and goes on later. */
final class StoppedOwnerTest {
    static final EngineConfig CONFIG =
            EngineRoom.quick().withLeaseTtl(Duration.ofSeconds(3)).withPollInterval(Duration.ofMillis(20));

    @OnEachServer
    void whatAStoppedOwnerCommitsAfterItWakesIsRefused(TestServer server) throws Exception {
        try (EngineRoom room = new EngineRoom(server, CONFIG)) {
            room.stopEngine();
            room.execute("CREATE TABLE work (id INT AUTO_INCREMENT PRIMARY KEY, epoch INT) ENGINE = InnoDB");
            Process child = child(server, room.keyspace);
            try {
                patiently().until(() -> owner(room).endsWith(" " + child.pid()));
                try (MigrationEngine second = room.open(WorkingRunner::new)) {
                    stopAndContinue(room, second, child);
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }

    private static void stopAndContinue(EngineRoom room, MigrationEngine second, Process child) throws Exception {
        MigrationId id = room.submitTo(second, "ALTER TABLE work ADD c INT");
        patiently().until(() -> commits(room, "1 = 1") > 5);
        String first = room.value("SELECT MAX(epoch) FROM work");

        signal("STOP", child);
        patiently().until(() -> commits(room, "epoch > " + first) > 5);
        long stale = commits(room, "epoch = " + first);
        signal("CONT", child);
        long after = commits(room, "epoch > " + first);
        patiently().until(() -> commits(room, "epoch > " + first) > after + 50);

        assertThat(commits(room, "epoch = " + first)).isEqualTo(stale);
        assertThat(owner(room)).endsWith(" " + ProcessHandle.current().pid());
        assertThat(room.control(second, MigrationEngine.Verb.CANCEL, id)).isEqualTo(1);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static String owner(EngineRoom room) throws SQLException {
        return room.value("SELECT holder FROM _vt.shard_lease WHERE keyspace = '" + room.keyspace + "'");
    }

    private static long commits(EngineRoom room, String condition) throws SQLException {
        return Long.parseLong(room.value("SELECT COUNT(*) FROM work WHERE " + condition));
    }

    private static void signal(String name, Process child) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static Process child(TestServer server, String keyspace) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineProcess.class.getName(),
                        server.address().host(),
                        Integer.toString(server.address().port()),
                        server.user(),
                        server.password(),
                        keyspace)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
    }
}
