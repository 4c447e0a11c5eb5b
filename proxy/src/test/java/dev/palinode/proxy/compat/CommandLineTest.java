package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** The command-line clients of MySQL and MariaDB. */
final class CommandLineTest {
    @TempDir
    private Path directory;

    @OnEachServer
    void mysql(TestServer server) throws Exception {
        all(server, Programs.ofMySql("mysql"), List.of("--no-defaults", "--local-infile=1", "--commands"));
    }

    @OnEachServer
    void mariaDb(TestServer server) throws Exception {
        all(server, Programs.find("mariadb"), List.of("--no-defaults", "--local-infile=1"));
    }

    private void all(TestServer server, String client, List<String> options) throws Exception {
        try (Stage stage = Stage.on(server)) {
            List<String> command = Programs.words(List.of(client), options);
            stage.compare((place, seen) -> scripts(place, seen, command));
            stage.empty();
            ourStatements(stage.proxied(), command);
            interrupted(stage.proxied(), command);
            localFileRefused(stage.proxied(), command);
        }
    }

    private static List<String> words(List<String> command, Place place, String... options) {
        return Programs.words(command, Programs.login(place), List.of(options), List.of(place.schema()));
    }

    private void scripts(Place place, Transcript seen, List<String> command) throws Exception {
        Path file = directory.resolve("sourced.sql");
        Files.writeString(file, "INSERT INTO t VALUES (100, 'from a file');\n");
        String script = Programs.resource("script.sql").replace("FILE", file.toString());
        for (String format : List.of("--batch", "--table", "--xml", "--column-type-info", "--compress", "--quick")) {
            Programs.Ended ended = Programs.run(place, script, words(command, place, "--force", format));
            assertThat(ended.output()).contains("from a file").contains("nosuch");
            Programs.note(seen, format, ended);
        }
        Programs.note(seen, "stops", Programs.run(place, script, words(command, place, "--batch")));
        List<String> rehash = words(command, place, "--auto-rehash", "-e", "rehash; SELECT COUNT(*) FROM t; \\u mysql");
        Programs.note(seen, "rehash", Programs.run(place, "", rehash));
        List<String> wrong = Programs.words(command, Programs.login(place), List.of("--user=nobody_at_all", "-eDO 1"));
        Programs.Ended refused = Programs.run(place, "", wrong);
        seen.note("wrong user", refused.status() + refused.output().replace("127.0.0.1", "localhost"));
    }

    private static void ourStatements(Place place, List<String> command) throws Exception {
        String script = "CREATE TABLE o (id INT PRIMARY KEY);\nINSERT INTO o VALUES (1);\n"
                + "-- a comment\nset @@ddl_strategy='vitess';\nALTER TABLE o ADD COLUMN b INT;\n";
        String output = Programs.run(place, script, words(command, place, "--batch", "--comments"))
                .isFine()
                .output();
        Matcher uuid = Pattern.compile("uuid\n([0-9a-f_]+)\n").matcher(output);
        assertThat(uuid.find()).as(output).isTrue();
        List<String> show = words(command, place, "-E", "-e", "SHOW VITESS_MIGRATIONS LIKE '" + uuid.group(1) + "'");
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(Programs.run(place, "", show).isFine().output())
                                .contains("migration_status: complete"));
    }

    /** The client kills its query from a second connection, and goes on. */
    private static void interrupted(Place place, List<String> command) throws Exception {
        long start = System.nanoTime();
        Process process = Programs.start(
                place, words(command, place, "--batch", "--force", "-e", "SELECT SLEEP(50); SELECT 'goes', 'on'"));
        Thread.sleep(1500);
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        Programs.Ended ended = Programs.ended(process);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        assertThat(ended.output()).containsPattern("(?i)interrupted|aborted|\\^C|KILL");
    }

    private void localFileRefused(Place place, List<String> command) throws Exception {
        Path file = directory.resolve("rows");
        Files.writeString(file, "5\n");
        String script = "CREATE TABLE l (a INT);\nLOAD DATA LOCAL INFILE '" + file + "' INTO TABLE l;\n"
                + "SELECT 'rows', COUNT(*) FROM l;\n";
        String output = Programs.run(place, script, words(command, place, "--batch", "--force"))
                .output();
        assertThat(output).contains("ERROR").contains("rows\t0");
    }
}
