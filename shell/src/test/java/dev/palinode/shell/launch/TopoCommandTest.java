package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ServerAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code palinode topo}, as a person uses it. */
final class TopoCommandTest {
    @TempDir
    private Path directory;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int topo(String... words) {
        out = new StringWriter();
        err = new StringWriter();
        String[] all = new String[words.length + 3];
        all[0] = "topo";
        all[1] = "--topo";
        all[2] = "file:" + directory.resolve("topo");
        System.arraycopy(words, 0, all, 3, words.length);
        return Launcher.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    @Test
    void aShardIsMadeByHand() {
        assertThat(topo("create-keyspace", "commerce")).isZero();
        assertThat(topo("add-tablet", "commerce", "db1")).isZero();
        assertThat(out.toString()).contains("added tablet zone1-100");
        assertThat(topo("add-tablet", "commerce/0", "db2:3307", "--type", "rdonly", "--tag", "rack=7"))
                .isZero();
        assertThat(topo("list")).isZero();
        assertThat(out.toString())
                .containsPattern("commerce \\| 0 +\\| zone1-100 \\| REPLICA \\| db1:3306")
                .containsPattern("zone1-101 \\| RDONLY +\\| db2:3307 .*rack=7");
        assertThat(topo("validate")).isZero();
        assertThat(topo("get", "zone1-101")).isZero();
        assertThat(out.toString()).contains("\"mysql_hostname\": \"db2\"");
        assertThat(topo("set-address", "zone1-101", "db4")).isZero();
        assertThat(out.toString()).contains("tablet zone1-101 is at db4:3306");
        assertThat(topo("list")).isZero();
        assertThat(out.toString()).containsPattern("zone1-101 \\| RDONLY +\\| db4:3306 .*rack=7");
        assertThat(topo("get", "commerce/0")).isZero();
        assertThat(topo("get", "commerce")).isZero();
        assertThat(topo("remove-tablet", "zone1-101")).isZero();
        assertThat(topo("list", "--output", "json")).isZero();
        assertThat(out.toString()).contains("\"db1\"").doesNotContain("db2");
        assertThat(topo("history")).isZero();
        assertThat(out.toString())
                .contains("created keyspace commerce", "removed tablet zone1-101", "by palinode topo");
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertThat(topo("create-keyspace", "commerce")).isZero();
        assertThat(topo("validate")).isEqualTo(1);
        assertThat(out.toString()).contains("shard commerce/0 has no tablets");
        assertThat(topo("add-tablet", "nowhere", "db1")).isEqualTo(1);
        assertThat(err.toString()).contains("palinode topo add-tablet: there is no shard nowhere/0");
        assertThat(topo("add-tablet", "commerce", "db1:x")).isEqualTo(2);
        assertThat(topo("remove-tablet", "zone1-100")).isEqualTo(1);
        assertThat(topo("set-address", "zone1-100", "db1")).isEqualTo(1);
        assertThat(err.toString()).contains("palinode topo set-address: there is no tablet zone1-100");
        assertThat(topo("set-address", "zone1-100", "db1:x")).isEqualTo(2);
        assertThat(topo("get", "nobody")).isEqualTo(1);
        assertThat(Launcher.commandLine().setErr(new PrintWriter(err)).execute("topo", "list", "--topo", "zk://x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("file:/path or etcd://");
        assertThat(Launcher.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("topo", "list", "--topo", "etcd://127.0.0.1:1/palinode"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("palinode topo list: etcd://127.0.0.1:1/palinode: etcd ");
        assertThat(topo()).isEqualTo(2);
        assertThat(topo("import", "--help")).isZero();
        assertThat(out.toString()).contains("--dry-run", "Examples:");
    }

    @OnEachCluster
    void aClusterIsImportedFromAnyOfItsServers(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2, "--report-host=127.0.0.1")) {
            ServerAddress primary = cluster.server(0).address();
            ServerAddress replica = cluster.server(2).address();
            String from = url(cluster.server(2));
            assertThat(topo("import", from, "--dry-run")).as(err.toString()).isZero();
            assertThat(out.toString())
                    .containsPattern("127.0.0.1:" + primary.port() + " \\| PRIMARY \\| nobody")
                    .containsPattern("127.0.0.1:" + replica.port() + " \\| REPLICA \\| 127.0.0.1:" + primary.port())
                    .contains(":" + cluster.server(1).address().port() + " ");
            assertThat(Files.exists(directory.resolve("topo/keyspaces"))).isFalse();

            assertThat(topo("import", from)).isZero();
            assertThat(out.toString()).contains("written: 3 new tablets").doesNotContain("none of these");
            assertThat(topo("import", url(cluster.server(0)))).isZero();
            assertThat(out.toString()).contains("is there already", "written: 0 new tablets");
            assertThat(topo("validate")).as(out.toString()).isZero();
            assertThat(topo("list", "commerce")).isZero();
            assertThat(out.toString()).containsPattern("PRIMARY \\| 127.0.0.1:" + primary.port() + " \\| 20");
        }
    }

    @Test
    void aServerThatIsAwayIsNoCluster() {
        assertThat(topo("import", "mysql://u:p@127.0.0.1:1/commerce")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot connect to mysql://u@127.0.0.1:1/commerce");
    }

    private static String url(TestServer server) {
        return "mysql://" + server.login().user() + ":"
                + URLEncoder.encode(server.login().password(), StandardCharsets.UTF_8) + "@" + server.address()
                + "/commerce";
    }
}
