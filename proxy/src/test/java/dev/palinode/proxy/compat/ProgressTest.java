package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MariaDB's command-line client, which shows the progress of long statements to people who sit at a terminal. */
final class ProgressTest {
    @Test
    void isShown() throws Exception {
        TestServer server = TestServers.mariaDb();
        String client = Programs.find("mariadb");
        String terminal = Programs.find("script");
        try (Stage stage = Stage.on(server)) {
            server.execute(
                    stage.proxied().schema(),
                    "CREATE TABLE t (id INT PRIMARY KEY, pad CHAR(200) NOT NULL DEFAULT 'x')",
                    "INSERT INTO t (id) SELECT seq FROM seq_1_to_600000");
            for (Place place : List.of(stage.direct(), stage.proxied())) {
                List<String> command = Programs.words(
                        List.of(client, "--no-defaults", "--progress-reports"),
                        Programs.login(place),
                        List.of(place.schema()));
                String input = "SET progress_report_time = 1;\nALTER TABLE t FORCE, ALGORITHM=COPY;\n"
                        + "SELECT 6 * 7 AS answer;\nquit\n";
                Programs.Ended ended =
                        Programs.run(place, input, List.of(terminal, "-qec", String.join(" ", command), "/dev/null"));
                assertThat(ended.isFine().output()).contains("% of stage done", "600000 rows affected", "42");
            }
        }
    }

    @Test
    void isShownToWhoWaitsForAMigration() throws Exception {
        TestServer server = TestServers.mariaDb();
        String client = Programs.find("mariadb");
        String terminal = Programs.find("script");
        try (Stage stage = Stage.on(server)) {
            Place place = stage.proxied();
            server.execute(place.schema(), "CREATE TABLE t (id INT PRIMARY KEY)");
            String command = String.join(
                    " ",
                    Programs.words(
                            List.of(client, "--no-defaults", "--progress-reports"),
                            Programs.login(place),
                            List.of(place.schema())));
            Process process = Programs.start(place, List.of(terminal, "-qec", command, "/dev/null"));
            try (Writer keys = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
                    Connection other = place.connect(place.url(""))) {
                keys.write("SET ddl_strategy = 'vitess --wait --postpone-completion';\n"
                        + "ALTER TABLE t ADD COLUMN x INT;\nSELECT 6 * 7 AS answer;\nquit\n");
                keys.flush();
                StringBuilder shown = new StringBuilder();
                for (int c = process.getInputStream().read();
                        c >= 0 && shown.indexOf("% of stage done") < 0;
                        c = process.getInputStream().read()) {
                    shown.append((char) c);
                }
                assertThat(shown.toString()).containsPattern("Stage: \\d of \\d 't: ");
                Online.run(other, "ALTER VITESS_MIGRATION COMPLETE ALL");
                assertThat(Programs.ended(process).isFine().output()).contains("1 row in set", "42");
            }
        }
    }
}
