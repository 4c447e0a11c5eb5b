package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.input.Vocabulary.Fate;
import dev.palinode.shell.input.Vocabulary.Grammar;
import dev.palinode.shell.input.Vocabulary.Migration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Tab offers behind what was typed. */
final class ContextCompleterTest {
    private static final Vocabulary KNOWN = new Vocabulary(
            List.of("orders", "customer", "zwei wörter", "select", "Größe"),
            Map.of("orders", List.of("id", "status", "key"), "customer", List.of("name")),
            Map.of("shop", List.of("order_item", "group")),
            List.of("shop", "my-db"),
            List.of(
                    new Migration("aaaa1111_0000", "orders", "alter", Fate.PENDING, "alter orders, copying 3%"),
                    new Migration("bbbb2222_0000", "customer", "alter", Fate.COMPLETE, "alter customer, complete 100%"),
                    new Migration("cccc3333_0000", "feed", "create", Fate.UNDONE, "create feed, failed 0%"),
                    new Migration("dddd4444_0000", "lost", "drop", Fate.COMPLETE, "drop lost, complete 100%")),
            List.of("zone1-100", "zone1-101"),
            List.of("commerce/0"),
            new Grammar(
                    Map.of(
                            "cancel", "<id|table|all> [--yes]",
                            "retry", "<id|table>",
                            "follow", "<id|table> [--output json]",
                            "wait", "<id|table> [--timeout 10m]",
                            "apply", "<file|directory> [--dry-run] [--allow-destructive]",
                            "migrations", "[id|table|state|context]",
                            "tablets", "",
                            "grants", "[user@host]",
                            "undrop", "<table>",
                            "plan", "<ALTER|CREATE|DROP ...>;"),
                    Map.of(
                            "PlannedReparentShard", "[--new-primary <alias>] <keyspace/shard>",
                            "SetWritable", "<alias> <true|false>")));

    private static List<String> offered(String text) {
        List<Candidate> all = new ArrayList<>();
        new ContextCompleter(() -> KNOWN).complete(text, text.length(), all);
        CompletingParsedLine line = (CompletingParsedLine) new SqlParser(() -> new StatementReader(any -> false))
                .parse(text, text.length(), ParseContext.COMPLETE);
        PrefixMatcher matcher = new PrefixMatcher();
        matcher.compile(Map.of(), true, line, true, 0, "");
        return matcher.matches(all).stream().map(Candidate::value).sorted().toList();
    }

    @Test
    void namesThatNeedQuotesGetThem() {
        assertThat(offered("SELECT * FROM zwei")).containsExactly("`zwei wörter`");
        assertThat(offered("SELECT * FROM `zwei w")).containsExactly("zwei wörter`");
        assertThat(offered("SELECT * FROM sel")).containsExactly("`select`");
        assertThat(offered("SELECT * FROM grö")).containsExactly("Größe");
        assertThat(offered("SELECT * FROM shop.")).containsExactly("`group`", "order_item");
        assertThat(offered("SELECT orders.")).containsExactly("`key`", "id", "status");
        assertThat(offered("SELECT o.status, `st")).contains("status`");
        assertThat(offered("use my")).containsExactly("`my-db`");
    }

    @Test
    void aMigrationIsOneThatTheCommandIsFor() {
        assertThat(offered("cancel ")).containsExactly("aaaa1111_0000", "all", "orders");
        assertThat(offered("retry ")).containsExactly("`feed`", "cccc3333_0000");
        assertThat(offered("revert ")).containsExactly("bbbb2222_0000", "customer", "dddd4444_0000", "lost");
        assertThat(offered("migrations r")).containsExactly("ready", "running");
        assertThat(offered("follow a")).containsExactly("aaaa1111_0000");
        assertThat(offered("follow a1")).isEmpty();
        assertThat(offered("undrop ")).containsExactly("lost");
        assertThat(offered("REVERT VITESS_MIGRATION '")).containsExactly("bbbb2222_0000", "dddd4444_0000");
        assertThat(offered("REVERT VITESS_MIGRATION bb")).containsExactly("'bbbb2222_0000'");
        assertThat(offered("ALTER VITESS_MIGRATION 'aaaa1111_0000' "))
                .contains("POSTPONE", "COMPLETE", "CANCEL", "RETRY", "LAUNCH", "THROTTLE", "UNTHROTTLE", "VERIFY")
                .contains("CLEANUP", "FORCE_CUTOVER", "EXPIRE", "RATIO", "ALL")
                .doesNotContain("id", "orders");
        assertThat(offered("alter vitess_migration 'aaaa1111_0000' pos")).containsExactly("postpone");
        assertThat(offered("alter vitess_migration cccc")).containsExactly("'cccc3333_0000'");
    }

    @Test
    void behindACommandStandsWhatItTakes() {
        assertThat(offered("apply --")).containsExactly("--allow-destructive", "--dry-run", "--help");
        assertThat(offered("wait x --t")).containsExactly("--timeout");
        assertThat(offered("follow --o")).containsExactly("--output");
        assertThat(offered("tablets ")).isEmpty();
        assertThat(offered("grants ")).isEmpty();
        assertThat(offered("grants i")).isEmpty();
        assertThat(offered("plan ")).containsExactly("ALTER", "CREATE", "DROP");
        assertThat(offered("explain vitess_migration a")).containsExactly("alter");
        assertThat(offered("plan ALTER TABLE ord")).containsExactly("orders");
        assertThat(offered("vtctl PlannedReparentShard "))
                .containsExactly("--new-primary", "commerce/0", "zone1-100", "zone1-101");
        assertThat(offered("vtctl plannedreparentshard --new-primary zone1-101 c"))
                .containsExactly("commerce/0");
        assertThat(offered("VTCTL SetWritable zone1-100 t")).containsExactly("true");
        assertThat(offered("vtctl pl")).containsExactly("PlannedReparentShard");
    }

    @Test
    void nothingStandsWithinTextsAndComments() {
        assertThat(offered("SELECT 'ord")).isEmpty();
        assertThat(offered("SELECT 1 -- ord")).isEmpty();
        assertThat(offered("SELECT 1 /* ord")).isEmpty();
        assertThat(offered("SELECT \"ord")).isEmpty();
        assertThat(offered("SET @@ddl_strategy='vit")).containsExactly("vitess");
    }

    @Test
    void functionsAreKnown() {
        assertThat(offered("SELECT cou")).containsExactly("count(");
        assertThat(offered("SELECT GROUP_")).containsExactly("GROUP_CONCAT(");
        assertThat(offered("SELECT JSON_EX")).containsExactly("JSON_EXTRACT(");
        assertThat(offered("cou")).isEmpty();
    }

    @Test
    void filesMayBeInTheHomeOfTheUser(@TempDir Path home) throws Exception {
        Files.createFile(home.resolve("only one.sql"));
        String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        try {
            assertThat(offered("source ~/on")).containsExactly("~/only one.sql");
        } finally {
            System.setProperty("user.home", before);
        }
        assertThat(offered("source " + home + "/only o")).containsExactly(home + "/only one.sql");
        assertThat(offered("apply " + home + "/on")).containsExactly("'" + home + "/only one.sql'");
        assertThat(offered("apply '" + home + "/only o")).containsExactly(home + "/only one.sql");
    }
}
