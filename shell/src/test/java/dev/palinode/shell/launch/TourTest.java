package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.shell.Tmux;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first minutes of somebody who tries it. */
final class TourTest {
    private static final Pattern KILLED = Pattern.compile("kill -9 (\\d+)\n");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theTourDoesWhatItShows() throws Exception {
        try (ChildRun demo = ChildRun.start(directory, "demo", "--rows", "3000", "--port", "" + FreePorts.pick())) {
            demo.type("tour --yes\nSELECT @@ddl_strategy s, COUNT(*) n FROM orders WHERE note = 'from the tour';\n");
            String rows = demo.rest();
            String said = demo.errors();
            assertThat(demo.awaitExit()).as(said).isZero();
            assertThat(said)
                    .contains("1. An ALTER", "2. A REVERT", "3. A kill -9", "4. A blocked cut-over")
                    .contains("ERROR 2013 (08S01): Lost connection", "That was the tour.")
                    .doesNotContain("Exception");
            Matcher killed = KILLED.matcher(said);
            assertThat(killed.find()).isTrue();
            assertThat(ProcessHandle.of(Long.parseLong(killed.group(1)))).isEmpty();
            assertThat(said.split("Palinode runs as process ", -1)).hasSize(3);
            assertThat(rows)
                    .as("who blocked the swap, and the row that was written before the revert")
                    .contains("blocked by client session", "\tSleep\t")
                    .endsWith("s\tn\ndirect\t1");
        }
    }

    @Test
    void theDemoGreetsAndTheTourCanBeLeft() throws Exception {
        int port = FreePorts.pick();
        try (Tmux window = Tmux.palinode(
                110, 40, "HOME='" + directory + "'", "demo", "--rows", "300", "--port", String.valueOf(port))) {
            window.sees("palinode commerce@primary>");
            String greeting = window.screen();
            assertThat(greeting.substring(greeting.indexOf("tour"), greeting.indexOf("Connected")))
                    .isEqualTo("""
                            tour        an ALTER, a REVERT, a kill -9 and a blocked cut-over on 300 orders, step by step
                            SET @@ddl_strategy='vitess'; ALTER TABLE orders ADD gift BOOLEAN; follow orders; revert orders
                            help, top   also: mysql -h127.0.0.1 -P%s -upalinode -pdemo commerce    exit stops everything

                            """.formatted(port));
            window.type("tour").press("Enter").sees("Enter goes on, q leaves:");
            assertThat(window.all()).contains("ALTER TABLE orders ADD COLUMN gift", "complete      [####");
            window.press("Enter")
                    .sees("from the tour | ")
                    .type("q")
                    .press("Enter")
                    .sees("The tour can be taken again");
            window.type("SELECT @@ddl_strategy s;").press("Enter").sees("| direct |");
            window.press("C-d").sees("ended with 0");
        }
    }
}
