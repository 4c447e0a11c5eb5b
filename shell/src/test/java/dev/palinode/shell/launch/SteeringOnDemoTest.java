package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.Contexts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.SqlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each verb does what it says, on a whole Palinode, and each command shows what it sends. */
final class SteeringOnDemoTest extends OnDemo {
    private Contexts shell = new Contexts();

    @AfterEach
    void none() throws Exception {
        run(0, "cancel all --yes");
    }

    private void run(int expected, String script) throws Exception {
        shell = new Contexts();
        try (SqlClient client = demo().connect()) {
            assertThat(shell.run(client, false, script)).as(shell.notes()).isEqualTo(expected);
        }
    }

    /** Submits one, and returns its UUID. */
    private String alter(String flags, String table) throws Exception {
        run(0, "SET @@ddl_strategy='vitess " + flags + "';\nALTER TABLE " + table + " ADD COLUMN s1 INT;\n");
        return shell.out().lines().skip(1).findFirst().orElseThrow();
    }

    /** Ends with error 1242 as soon as this is so. */
    private void until(String condition) throws Exception {
        run(
                1,
                "watch 0.1 SELECT IF(COUNT(*) = 0, 0, (SELECT 1 UNION SELECT 2)) FROM _vt.schema_migrations WHERE "
                        + condition + ";");
        assertThat(shell.notes()).contains("ERROR 1242");
    }

    @Test
    void oneIsLaunchedVerifiedAndCutOver() throws Exception {
        String uuid = alter("--postpone-launch --postpone-completion", "customer");
        String verb = "ALTER VITESS_MIGRATION '" + uuid + "' ";
        String said = uuid.substring(0, 8) + " (alter customer)\n";
        run(0, "launch customer");
        assertThat(shell.sent()).containsExactly(verb + "LAUNCH");
        assertThat(shell.notes()).isEqualTo("launched " + said);
        until("migration_uuid = '" + uuid + "' AND ready_to_complete = 1");
        run(0, "verify customer");
        assertThat(shell.sent()).containsExactly(verb + "VERIFY");
        assertThat(shell.notes()).isEqualTo("verifying " + said);
        until("migration_uuid = '" + uuid + "' AND ready_to_complete = 1");
        run(0, "cutover customer\nwait customer");
        assertThat(shell.sent()).startsWith(verb + "COMPLETE");
        assertThat(shell.notes()).isEqualTo("completing " + said);
    }

    @Test
    void oneThatWasCancelledIsRetried() throws Exception {
        String uuid = alter("--postpone-completion", "product");
        run(0, "cancel product\nretry product\n");
        assertThat(shell.sent())
                .containsExactly(
                        "ALTER VITESS_MIGRATION '" + uuid + "' CANCEL", "ALTER VITESS_MIGRATION '" + uuid + "' RETRY");
        assertThat(shell.notes()).endsWith("queued again " + uuid.substring(0, 8) + " (alter product)\n");
        run(0, "complete product\nwait product\nSELECT COUNT(s1) FROM product;");
        run(1, "retry product");
        run(2, "retry all");
    }

    @Test
    void muchWorkIsNotThrownAwayWithoutAQuestion() throws Exception {
        String uuid = alter("--postpone-completion", "order_item");
        until("migration_uuid = '" + uuid + "' AND ready_to_complete = 1");
        run(
                0,
                "UPDATE _vt.schema_migrations SET started_timestamp = started_timestamp - INTERVAL 2 HOUR"
                        + " WHERE migration_uuid = '" + uuid + "';");
        run(7, "cancel order_item");
        assertThat(shell.notes())
                .startsWith("ERROR: The work of 2h00m on order_item (100% copied) will be lost. Nobody can be asked");
        assertThat(shell.sent()).isEmpty();
        run(0, "cancel order_item --yes");
        assertThat(shell.sent()).containsExactly("ALTER VITESS_MIGRATION '" + uuid + "' CANCEL");
    }

    @Test
    void thePostponingKeyPostpones() throws Exception {
        alter("--postpone-launch", "category");
        try (Tmux window = demo().terminal(90, 24, home.resolve("history"))) {
            window.waitsAt(PROMPT).type("follow category").press("Enter").sees("p postpone");
            window.press("p").sees(": completion postponed: c completes it");
            window.press("p").sees("its completion is postponed already");
            until("mysql_table = 'category' AND postpone_completion = 1");
            window.press("c").sees("completion is no longer postponed");
            window.press("z").sees("no such key").press("q").waitsAt(PROMPT);
        }
    }

    @Test
    void whatIsSentIsShown() throws Exception {
        Path file = Files.writeString(home.resolve("shown.sql"), "CREATE TABLE shown (id INT PRIMARY KEY)");
        run(0, "diff " + file);
        assertThat(shell.sent())
                .containsExactly(
                        "SELECT @@ddl_strategy",
                        "SET @@ddl_strategy = 'vitess --declarative --allow-concurrent'",
                        "EXPLAIN VITESS_MIGRATION CREATE TABLE shown (id INT PRIMARY KEY)",
                        "SET @@ddl_strategy = 'direct'");
        run(0, "apply " + file + "\nwait shown\nSET @@ddl_strategy='vitess';\nDROP TABLE shown;\nwait shown");
        assertThat(shell.sent())
                .contains(
                        "EXPLAIN VITESS_MIGRATION CREATE TABLE shown (id INT PRIMARY KEY)",
                        "CREATE TABLE shown (id INT PRIMARY KEY)");
        run(0, "undrop shown\nwait shown");
        assertThat(shell.sent())
                .contains("SELECT 1 FROM information_schema.tables WHERE table_schema = 'commerce'"
                        + " AND table_name = 'shown'");
        run(0, "doctor");
        assertThat(shell.sent())
                .contains("SELECT @@ddl_strategy", "SHOW VITESS_THROTTLER STATUS", "SHOW VITESS_TABLE_GC")
                .anyMatch(sql -> sql.startsWith("SHOW VITESS_MIGRATIONS WHERE migration_status IN ('requested'"))
                .anyMatch(sql -> sql.startsWith("SHOW VITESS_MIGRATIONS WHERE revertible = 'no'"));
        run(0, "grants");
        assertThat(shell.sent())
                .containsExactly(
                        "SELECT DATABASE()",
                        "SELECT CURRENT_USER()",
                        "SELECT VERSION()",
                        "SELECT CURRENT_ROLE()",
                        "SHOW GRANTS");
    }
}
