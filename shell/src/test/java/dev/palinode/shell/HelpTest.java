package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Width;
import org.junit.jupiter.api.Test;

/** What is said to a person, on a server that is no Palinode. */
final class HelpTest {
    private final TestServer server = TestServers.mariaDb();
    private final Contexts shell = new Contexts();

    private String run(int expected, String script) throws Exception {
        try (SqlClient client = Sessions.connect(server, server.newSchema())) {
            assertThat(shell.style(Style.TABLE).run(client, false, script))
                    .as(shell.notes())
                    .isEqualTo(expected);
        }
        return shell.out();
    }

    @Test
    void errorsAndSubcommandsHaveHelp() throws Exception {
        assertThat(run(0, "help 1064\nhelp ERROR 1064 (42000)\nhelp 3819\n"))
                .contains("ERROR 1064 (42000)\n  Not understood", "perror 3819");
        String usage = "vtctl PlannedReparentShard [--new-primary <alias>] [--avoid-primary <alias>]"
                + " [--expected-primary <alias>] [--allow-cross-cell-promotion] [--wait-replicas-timeout 15s] [--tolerable-replication-lag <duration>] <keyspace/shard>\n";
        assertThat(run(0, "help vtctl PlannedReparentShard\n")).contains(usage, "Asks first: The shard gets another");
        assertThat(run(0, "help plannedreparentshard\nvtctl\n"))
                .contains("Example: vtctl PlannedReparentShard commerce/0");
        assertThat(run(0, "help plan")).contains("plan <file|directory> is the same as diff");
        run(2, "help nonsense");
    }

    @Test
    void noLineIsBrokenInAWord() throws Exception {
        shell.width(40);
        String all = run(1, "help\nhelp follow\nhelp 1105\nhelp 3819\nvtctl\ngrants\nSELECT 1;\nSELECT 1\\G\ndoctor\n");
        assertThat(all)
                .contains("* 1. row *", "WRONG", "GRANT ", "follow <id|table> [--output json]\n    one migration");
        assertThat(all.lines())
                .allSatisfy(line -> assertThat(Width.of(line))
                        .as(line)
                        .matches(width -> width < 40 || line.strip().indexOf(' ') < 0 || line.contains("://")));
    }

    @Test
    void planOfFilesIsDiff() throws Exception {
        run(2, "plan ./nothing_there.sql");
        assertThat(shell.notes()).isEqualTo("ERROR: cannot read ./nothing_there.sql: there is no such file\n");
    }
}
