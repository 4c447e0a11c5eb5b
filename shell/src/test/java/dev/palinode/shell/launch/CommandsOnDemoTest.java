package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.Contexts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.SqlRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that look at migrations and steer them, on a whole Palinode. */
final class CommandsOnDemoTest extends OnDemo {
    private Contexts shell = new Contexts();

    @BeforeEach
    void anew() {
        shell = new Contexts();
    }

    private int run(String script) throws Exception {
        try (SqlClient client = connect()) {
            return shell.run(client, false, "SET @@ddl_strategy='vitess --postpone-completion';\n" + script);
        }
    }

    @Test
    void anAlterIsPostponedCompletedFollowedAndReverted() throws Exception {
        int code = run("ALTER TABLE customer ADD COLUMN loyalty INT;\n"
                + "throttle customer 0.5 10m\nunthrottle customer\npostpone customer\ncomplete customer\n"
                + "follow customer\nwait customer --timeout 60\nlogs customer\nrevert customer\ncomplete customer\n"
                + "follow customer --output json\n");
        assertThat(code).as(shell.notes()).isZero();
        assertThat(shell.out())
                .contains("customer  complete  100.0%")
                .contains("\"table\":\"customer\",\"action\":\"revert\"", "\"status\":\"complete\"");
        String uuid = shell.out().lines().skip(1).findFirst().orElseThrow();
        assertThat(shell.sent())
                .startsWith(
                        "ALTER VITESS_MIGRATION '" + uuid + "' THROTTLE EXPIRE '600s' RATIO 0.5",
                        "ALTER VITESS_MIGRATION '" + uuid + "' UNTHROTTLE",
                        "ALTER VITESS_MIGRATION '" + uuid + "' POSTPONE COMPLETE",
                        "ALTER VITESS_MIGRATION '" + uuid + "' COMPLETE")
                .contains("REVERT VITESS_MIGRATION '" + uuid + "'", "SHOW VITESS_MIGRATION '" + uuid + "' LOGS");
        assertThat(shell.notes()).contains("completing " + uuid.substring(0, 8) + " (alter customer)");
    }

    @Test
    void scriptsLearnFromTheExitCodeWhatBecameOfAMigration() throws Exception {
        assertThat(run("ALTER TABLE product ADD COLUMN a1 INT;\nwait product --timeout 1s"))
                .isEqualTo(5);
        assertThat(shell.notes()).contains("it runs on");
        assertThat(run("cancel product\nwait product")).isEqualTo(4);
        assertThat(shell.notes()).contains("is cancelled", "retry ");
        for (String late : List.of("cancel", "complete", "postpone", "throttle", "unthrottle")) {
            anew();
            assertThat(run(late + " product")).as(late).isEqualTo(1);
            assertThat(shell.notes()).containsPattern("nothing was done: \\w{8} \\(alter product\\) is cancelled");
        }
        assertThat(run("wait nothing_of_that_name")).isEqualTo(1);
        assertThat(run("wait")).isEqualTo(2);
        assertThat(run("wait product --timeout soon")).isEqualTo(2);
    }

    @Test
    void whatDestroysIsRefusedWhereNobodyCanBeAsked() throws Exception {
        assertThat(run("cancel all")).isEqualTo(7);
        assertThat(run("vtctl PlannedReparentShard commerce/0")).isEqualTo(7);
        assertThat(shell.notes()).contains("--yes confirms it");
        assertThat(shell.sent()).isEmpty();
        assertThat(run("throttle all 0.1 1s")).isEqualTo(7);
        assertThat(run("cleanup all")).isEqualTo(7);
        assertThat(shell.notes()).contains("can then ever be reverted", "holds all migrations back");
        assertThat(shell.sent()).isEmpty();
        assertThat(run("cancel all --yes")).isZero();
        assertThat(shell.sent()).containsExactly("ALTER VITESS_MIGRATION CANCEL ALL");
        assertThat(run("unthrottle all")).isZero();
        assertThat(shell.dialog(question -> false).run(connect(), false, "cancel all"))
                .isEqualTo(7);
    }

    private SqlClient connect() throws Exception {
        return demo().connect();
    }

    @Test
    void anAmbiguousBeginningIsNotGuessed() throws Exception {
        run("ALTER TABLE orders ADD COLUMN b1 INT;\ncancel orders");
        String uuid = shell.out().lines().skip(1).findFirst().orElseThrow();
        anew();
        shell.style(Style.TABLE);
        assertThat(run("migration " + uuid.substring(0, 6) + "\nblockers orders\nmigrations orders"))
                .isZero();
        assertThat(shell.out()).contains("migration     " + uuid, "state         cancelled", "next          retry ");
        assertThat(shell.out()).contains("It has ended: nothing is in its way.");
        String name = uuid.substring(0, 4);
        anew();
        assertThat(run("CREATE TABLE `" + name + "` (a INT PRIMARY KEY);\ncancel " + name))
                .isEqualTo(1);
        assertThat(shell.notes())
                .contains("'" + name + "' is a table that has migrations, and the beginning of " + uuid);
        assertThat(shell.sent()).isEmpty();
        assertThat(run("cancel `" + name + "`")).as(shell.notes()).isZero();
        assertThat(shell.notes()).contains("(create " + name + ")");
    }

    @Test
    void theServersAreListedAndLookedAfter() throws Exception {
        shell.style(Style.TABLE);
        assertThat(run("gc\nsessions\nthrottler\ndoctor")).as(shell.notes()).isZero();
        assertThat(shell.out())
                .contains(
                        "| transaction |",
                        "ok     connected to 127.0.0.1:" + demo().port(),
                        "ok     the throttler lets work");
        assertThat(shell.sent()).contains("SHOW VITESS_TABLE_GC", "SHOW VITESS_SESSIONS");
    }

    /** Ends with an error as soon as there is such a row. */
    private static String watchUntil(String rows) {
        return "watch 0.1 SELECT IF(COUNT(*) = 0, 0, (SELECT 1 UNION SELECT 2)) FROM " + rows + ";\n";
    }

    @Test
    void aDroppedTableComesBackAsLongAsItIsHeld() throws Exception {
        String online = "SET @@ddl_strategy='vitess';\n";
        assertThat(run(online + "CREATE TABLE lost (a INT PRIMARY KEY);\nwait lost\nINSERT INTO lost VALUES (7);\n"
                        + "DROP TABLE lost;\nwait lost\nundrop commerce.lost\nwait lost\nSELECT a AS back FROM lost;"))
                .as(shell.notes())
                .isZero();
        assertThat(shell.out()).endsWith("back\n7\n");
        assertThat(shell.notes()).contains("Reverting drop of lost");
        assertThat(run("undrop lost")).as("it is there").isEqualTo(1);
        assertThat(shell.notes()).contains("there is a table lost, and no other");
        assertThat(run(online
                        + "DROP TABLE lost;\nwait lost\nSET @@ddl_strategy='direct';\nCREATE TABLE lost (b INT);\n"
                        + "undrop lost"))
                .isEqualTo(1);
        assertThat(shell.notes()).contains("there is a table lost again: rename it");
        assertThat(run("SET @@ddl_strategy='direct';\nDROP TABLE lost;\ncleanup lost --yes\n"
                        + watchUntil("_vt.schema_migrations WHERE mysql_table = 'lost' AND cleanup_timestamp > 0")))
                .isEqualTo(1);
        assertThat(run("undrop lost")).isEqualTo(1);
        assertThat(shell.notes()).containsPattern("lost was dropped by \\w+ at .*, and its rows are no longer held");
        assertThat(run("undrop product")).isEqualTo(1);
        assertThat(shell.notes()).contains("no migration has dropped product");
    }

    @Test
    void streamsArePausedAndListed() throws Exception {
        shell.style(Style.TABLE);
        assertThat(run("ALTER TABLE payment ADD COLUMN d1 INT;\npause payment 1 10m\nresume payment\n"
                        + watchUntil("_vt.vreplication WHERE source_table = 'payment' AND state = 'Running'")))
                .isEqualTo(1);
        assertThat(shell.notes()).contains("ERROR 1242", "throttled: ", "released ");
        assertThat(run("streams\nstreams --all\nbackends\ngrants\ncancel payment\n"))
                .as(shell.notes())
                .isZero();
        assertThat(shell.out())
                .containsPattern("\\| \\w{8} \\| +payment +\\| (copying|applying) \\|")
                .contains("-- has it");
        assertThat(shell.sent()).contains("SHOW VITESS_TABLETS");
        anew();
        assertThat(run("SET @@ddl_strategy='vitess --reverse-window=1h';\nALTER TABLE payment ADD COLUMN d2 INT;\n"
                        + "wait payment\n"
                        + watchUntil("_vt.vreplication WHERE source_table = 'payment' AND state = 'Running'")))
                .isEqualTo(1);
        String uuid = shell.out().lines().skip(1).findFirst().orElseThrow();
        anew();
        assertThat(run("streams\ncleanup payment --yes")).as(shell.notes()).isZero();
        assertThat(shell.out())
                .contains("id\tsource\ttarget\tstate\t", uuid + "\tcommerce.payment\t_vt_hld_")
                .contains("\treverse\t");
    }

    @Test
    void onATerminalAMigrationIsFollowedAndSteeredByKeys() throws Exception {
        run("ALTER TABLE order_item ADD COLUMN c1 INT;");
        try (Tmux window = demo().terminal(90, 24, home.resolve("history"))) {
            window.waitsAt(PROMPT).paste("follow order_item\nSELECT 'never' AS n;");
            window.press("Enter").sees("ready").sees("completion postponed").sees("c complete  p postpone");
            window.press("t").sees("THROTTLED: ").sees("throttled for an hour");
            window.press("t").sees("released").press("x").sees("y/n").press("n");
            window.sees("c complete").resize(60, 20);
            window.sees("c complete  p postpone").press("C-c").sees("(1 statement behind it not run)");
            assertThat(window.waitsAt(PROMPT).screen())
                    .doesNotContain("q leave", "| never")
                    .contains("order_item");
            window.type("top").press("Enter").sees("1 running").sees("order_item");
            window.resize(40, 12).sees("c p t x").sees("phase");
            assertThat(window.screen().lines().filter(line -> line.contains("phase")))
                    .hasSizeLessThan(2);
            window.resize(120, 30).sees("why").press("q").waitsAt(PROMPT);
            window.type("wait order_item --timeout 1").press("Enter").sees("is still ready to swap");
            window.completes("SELECT * FROM order_i", "FROM order_item");
            window.completes("SELECT * FROM information_schema.engi", "ENGINES");
            window.completes("SELECT * FROM order_item WHERE product_", "product_id");
            window.completes("follow ", "alter order_item, ready to swap 100%");
            Path file = Files.createFile(home.resolve("only_one.sql"));
            window.completes("source " + file.toString().replace("one.sql", ""), "only_one.sql");
            window.type("follow order_item").press("Enter").sees("c complete").press("c");
            window.sees("complete  ").sees("100.0%").waitsAt(PROMPT);
        }
    }

    @Test
    void filesSayWhatTheSchemaShallBe() throws Exception {
        Path schema = Files.createDirectories(home.resolve("schema"));
        Files.writeString(
                schema.resolve("a.sql"), "-- one; not two\nCREATE TABLE declared (id INT PRIMARY KEY, a INT);\n");
        assertThat(run("plan " + schema + " --exit-code")).isEqualTo(6);
        assertThat(shell.notes()).isEqualTo("there are changes; apply makes them\n");
        assertThat(shell.out()).contains("declared: immediate, ");
        assertThat(run("apply " + schema + "\nwait declared\nSHOW CREATE TABLE declared;"))
                .as(shell.notes())
                .isZero();
        assertThat(run("diff " + schema + " --exit-code")).isZero();
        assertThat(shell.out()).contains("declared: as declared");
        Files.writeString(schema.resolve("a.sql"), "CREATE TABLE declared (id INT PRIMARY KEY)");
        assertThat(run("apply " + schema)).isEqualTo(7);
        assertThat(run("apply " + schema + " --dry-run")).isZero();
        assertThat(run("apply " + schema + " --allow-destructive\nSELECT @@ddl_strategy s;\nwait declared"))
                .as(shell.notes())
                .isZero();
        assertThat(shell.out()).contains("LOST: ", "declared: migration ", "s\nvitess --postpone-completion");
        Files.writeString(schema.resolve("a.sql"), "DROP TABLE declared");
        assertThat(run("apply " + schema)).isEqualTo(2);
    }

    @Test
    void nothingIsSubmittedOrSaidBehindACtrlC() throws Exception {
        String tables = "CREATE TABLE stopped_1 (a INT PRIMARY KEY);CREATE TABLE stopped_2 (a INT PRIMARY KEY)";
        Path file = Files.writeString(home.resolve("stopped.sql"), tables);
        shell.ctrlCAt("CREATE TABLE stopped_1");
        assertThat(run("apply " + file)).isEqualTo(130);
        assertThat(shell.notes()).contains("interrupted: 1 of 2 statements submitted");
        assertThat(shell.sent()).noneMatch(sql -> sql.startsWith("CREATE TABLE stopped_2"));
        assertThat(shell.sent()).endsWith("SET @@ddl_strategy = 'vitess --postpone-completion'");
        shell.ctrlCAt("ALTER VITESS_MIGRATION COMPLETE ALL");
        assertThat(run("wait stopped_1\ncomplete all --force --yes")).isEqualTo(130);
        assertThat(shell.notes()).contains("FORCE_CUTOVER ALL was not sent");
    }

    @Test
    void aViewIsDeclaredAsATableIs() throws Exception {
        Path schema = Files.createDirectories(home.resolve("views"));
        String view = "CREATE VIEW declared_view AS SELECT id";
        Path file = Files.writeString(schema.resolve("v.sql"), view + " FROM category;\n");
        assertThat(run("diff " + schema + " --exit-code")).isEqualTo(6);
        assertThat(run("apply " + schema + "\nwait declared_view\nSELECT COUNT(*) > 0 AS there FROM declared_view;"))
                .as(shell.notes())
                .isZero();
        assertThat(shell.out()).endsWith("there\n1\n");
        assertThat(run("diff " + schema + " --exit-code")).as(shell.out()).isZero();
        Files.writeString(file, view + ", name FROM category;\n");
        assertThat(run("diff " + schema + " --exit-code")).isEqualTo(6);
    }

    @Test
    void theShellKnowsEveryCommandOfTheServer() throws Exception {
        Set<String> known = CommandRegistry.administration().keySet();
        try (SqlClient client = connect()) {
            assertThat(SqlRows.read(client, "VTCTL help").firsts())
                    .isNotEmpty()
                    .allMatch(form -> known.stream().anyMatch(form::contains));
        }
        for (String name : known) {
            assertThat(run("vtctl " + name + " --help")).isZero();
            assertThat(shell.out()).contains("vtctl " + name);
            assertThat(run("vtctl " + name + " nothing-0")).isEqualTo(name.matches("Get.*|Validate") ? 1 : 7);
        }
    }
}
