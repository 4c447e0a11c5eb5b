package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The account of a program: what it may do, and who sees its password. */
final class ExternalSecretsTest {
    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void thePasswordIsInAPrivateFileAlone(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program)) {
            MigrationId id =
                    room.submitUnder(ExternalRoom.strategy(program) + " --postpone-completion", ExternalRoom.ALTER);
            ExternalRoom.awaitReady(room, id);
            Path directory = directory(id);
            Path login = directory.resolve("login.cnf");
            String password = Files.readString(login).replaceAll("(?s).*password=([^\\n]*)\n.*", "$1");
            assertThat(password).hasSize(36);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(login)))
                    .isEqualTo("rw-------");
            ProcessHandle process = ExternalRoom.processes(id).get(0);
            for (String what : new String[] {"cmdline", "environ"}) {
                String seen = Files.readString(
                        Path.of("/proc", Long.toString(process.pid()), what), StandardCharsets.ISO_8859_1);
                assertThat(seen).contains(id.hex()).doesNotContain(password);
            }
            assertThat(room.engine().logs(id).rows().toString()).doesNotContain(password);
            assertThat(grants(room, id))
                    .contains(room.keyspace.replace("_", "\\_"))
                    .doesNotContain("GRANT OPTION")
                    .doesNotContain("CREATE USER")
                    .doesNotContain("_vt");
            room.control(Verb.CANCEL, id);
            ExternalRoom.awaitNothingLeft(room, id, "t", "d");
            Awaitility.await().until(() -> !Files.exists(directory));
        }
    }

    private static String grants(EngineRoom room, MigrationId id) throws Exception {
        String user = ExternalRoom.accounts(room, id).get(0);
        String host = room.value("SELECT host FROM mysql.user WHERE user = '" + user + "'");
        assertThat(host).isNotEqualTo("%");
        StringBuilder all = new StringBuilder();
        try (var connection = room.server.connect("");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW GRANTS FOR '" + user + "'@'" + host + "'")) {
            while (rows.next()) {
                all.append(rows.getString(1)).append('\n');
            }
        }
        return all.toString();
    }

    private static Path directory(MigrationId id) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "palinode-tool-" + id.hex() + "-*")) {
            return found.iterator().next();
        }
    }
}
