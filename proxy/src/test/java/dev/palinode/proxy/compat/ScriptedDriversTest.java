package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Drivers of other languages, each with a script that prints what it sees. */
final class ScriptedDriversTest {
    /** Names a directory whose node_modules has mysql2. */
    private static final String NODE_MODULES = "PALINODE_TEST_NODE";

    @TempDir
    private Path directory;

    @OnEachServer
    void pymysql(TestServer server) throws Exception {
        python(server, "pymysql");
    }

    @OnEachServer
    void mysqldb(TestServer server) throws Exception {
        python(server, "MySQLdb");
    }

    private void python(TestServer server, String module) throws Exception {
        String python = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : Programs.find("python3");
        Process probe = new ProcessBuilder(python, "-c", "import " + module)
                .redirectErrorStream(true)
                .start();
        if (Programs.ended(probe).status() != 0) {
            throw Programs.skip("Python's " + module + " (not installed)");
        }
        Path script = directory.resolve("client.py");
        Files.writeString(script, Programs.resource("client.py"));
        compare(server, List.of(python, script.toString(), module));
    }

    @OnEachServer
    void nodeMysql2(TestServer server) throws Exception {
        Path home = Path.of(Programs.setting(NODE_MODULES)
                .orElseThrow(() -> Programs.skip("Node's mysql2 (set " + NODE_MODULES + "=where it is installed)")));
        Path script = directory.resolve("client.js");
        Files.writeString(script, Programs.resource("client.js"));
        compare(
                server,
                List.of(
                        Programs.find("node"),
                        script.toString(),
                        home.resolve("node_modules/mysql2/promise.js").toString()));
    }

    private static void compare(TestServer server, List<String> command) throws Exception {
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                Programs.Ended ended = run(place, command, "work").isFine();
                assertThat(ended.output()).endsWith("end of work\n");
                Programs.note(seen, "script", ended);
            });
            stage.empty();
            assertThat(run(stage.proxied(), command, "online").isFine().output())
                    .endsWith("migration complete\n");
        }
    }

    private static Programs.Ended run(Place place, List<String> command, String part) throws Exception {
        List<String> where = List.of(
                place.address().host(), String.valueOf(place.address().port()), place.user(), place.schema(), part);
        return Programs.run(place, "", Programs.words(command, where));
    }
}
