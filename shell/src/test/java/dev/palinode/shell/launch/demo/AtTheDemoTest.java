package dev.palinode.shell.launch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.Tmux;
import dev.palinode.shell.launch.DemoShop;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at the shell of a demo, which has a replica. */
final class AtTheDemoTest {
    private static final String PROMPT = "palinode commerce@primary>";
    private static final String ON_REPLICA = "palinode commerce@replica>";

    @TempDir
    private Path home = Path.of("");

    @Test
    void tabKnowsWhereItIsAndAReplicaSaysWhatItDoesNot() throws Exception {
        try (DemoShop demo = DemoShop.start(home.resolve("data"));
                Tmux window = demo.terminal(120, 40, home.resolve("history"))) {
            window.waitsAt(PROMPT).type("SET @@ddl_strategy='direct'; CREATE TABLE `zwei tables` (a INT PRIMARY KEY);");
            window.press("Enter").sees("Query OK").waitsAt(PROMPT);
            window.type("SET @@ddl_strategy='vitess --postpone-completion'; ALTER TABLE orders ADD COLUMN c INT;");
            window.press("Enter").sees("type migrations to watch it");
            window.completes("SELECT * FROM zwei", "FROM `zwei tables`");
            // Of two candidates both are shown, with what they are.
            window.completes("cancel ", "(alter orders,");
            window.completes("vtctl PlannedReparentShard ", "commerce/0");
            window.completes("alter vitess_migration cl", "cleanup");
            window.press("C-u").type("use commerce@replica").press("Enter").waitsAt(ON_REPLICA);
            window.type("INSERT INTO category (name) VALUES ('x');").press("Enter");
            window.sees("ERROR 1792 (25006)").waitsAt(ON_REPLICA);
            window.type("cancel orders").press("Enter").sees("cancelled ").waitsAt(ON_REPLICA);
            assertThat(window.all()).doesNotContain("Connection is read-only", "S1009");
            window.press("C-d").sees("ended with 0");
        }
    }
}
