package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.Contexts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.sql.SqlRows;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on which there have been very many migrations: nobody waits for them, or has to hold them. */
final class ManyMigrationsTest {
    private static final int ENDED = 20_000;

    private static final String PROMPT = "palinode commerce@primary>";

    @TempDir
    private Path home = Path.of("");

    @Test
    void noMoreAreAskedForThanAreLookedAt() throws Exception {
        try (DemoShop demo = DemoShop.start(home.resolve("data"))) {
            Contexts shell = new Contexts();
            try (SqlClient client = demo.connect()) {
                int code = shell.run(
                        client,
                        false,
                        "SET @@ddl_strategy='vitess';\nCREATE TABLE many (a INT PRIMARY KEY);\nwait many\n");
                assertThat(code).as(shell.notes()).isZero();
                copyIt(client);
                assertThat(shell.run(
                                client,
                                false,
                                "SET @@ddl_strategy='vitess --postpone-completion';\n"
                                        + "ALTER TABLE customer ADD COLUMN many INT;\n"))
                        .isZero();
                Contexts listed = new Contexts();
                assertThat(listed.run(client, false, "migrations\n")).isZero();
                assertThat(listed.out().lines())
                        .as("a heading, ten that have ended, one that has not")
                        .hasSize(12);
                assertThat(listed.sent())
                        .isNotEmpty()
                        .allSatisfy(sql -> assertThat(SqlRows.read(client, sql).rows())
                                .as(sql)
                                .hasSizeLessThan(100));
                Contexts named = new Contexts();
                assertThat(named.run(client, false, "migrations many\ndoctor\nmigration customer\n"))
                        .isZero();
                assertThat(named.notes()).contains("The last 1000 of them");
                assertThat(named.out().lines().filter(line -> line.contains("\tmany\t")))
                        .hasSize(1_000);
            }
            try (Tmux window = demo.terminal(100, 24, home.resolve("history"))) {
                window.waitsAt(PROMPT).type("top").press("Enter").sees("1 running, 0 waiting, 100+ ended");
                window.sees("+ more").press("q").waitsAt(PROMPT);
                window.type("migrations")
                        .press("Enter")
                        .sees("q or Ctrl-C: back")
                        .press("q");
                window.waitsAt(PROMPT).type("cancel customer").press("Enter").waitsAt(PROMPT);
            }
        }
    }

    /** Makes many of the migration that there is, which differ in their UUIDs only. */
    private static void copyIt(SqlClient client) throws Exception {
        List<String> columns = SqlRows.read(
                        client,
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = '_vt'"
                                + " AND table_name = 'schema_migrations' AND column_name NOT IN ('id', 'migration_uuid')")
                .firsts();
        String names = columns.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        SqlRows.read(
                client,
                "INSERT INTO _vt.schema_migrations (migration_uuid, " + names + ") SELECT REPLACE(UUID(), '-', '_'), "
                        + names + " FROM _vt.schema_migrations, seq_1_to_" + ENDED + " WHERE mysql_table = 'many'");
    }
}
