package dev.palinode.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.StaticTopology;
import dev.palinode.engine.topo.TabletType;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabletProberTest {
    @OnEachServer
    void aSingleServerIsThePrimary(TestServer server) {
        assertThat(prober(url(server)).first()).singleElement().satisfies(tablet -> {
            assertThat(tablet.alias()).isEqualTo("zone1-100");
            assertThat(tablet.type()).isEqualTo(TabletType.PRIMARY);
            assertThat(tablet.address()).isEqualTo(server.address());
        });
    }

    @Test
    void rolesAreFoundByLooking() throws Exception {
        try (TestCluster cluster = TestCluster.withReplica()) {
            TestServer primary = cluster.primary();
            TestServer replica = cluster.replica();
            TabletProber prober = prober(url(replica), url(primary));
            StaticTopology topology = new StaticTopology("commerce", prober.first(), prober::again);
            assertThat(topology.primary().address()).isEqualTo(primary.address());
            assertThat(topology.primary().alias()).isEqualTo("zone1-101");
            assertThat(topology.tablets()).extracting("type").containsExactly(TabletType.REPLICA, TabletType.PRIMARY);

            replica.execute("", "SET GLOBAL read_only = OFF");
            assertThatThrownBy(() -> new TabletProber(List.of(url(replica)), 1).first())
                    .isInstanceOf(SetupFault.class)
                    .hasMessageContaining("replicates from 127.0.0.1:");
            assertThat(prober.first()).extracting("type").containsExactly(TabletType.REPLICA, TabletType.PRIMARY);
            assertThatThrownBy(() ->
                            prober(url(primary), url(TestServers.mariaDb())).first())
                    .isInstanceOf(SetupFault.class)
                    .hasMessageContaining("more than one backend could be the primary")
                    .hasMessageContaining(primary.address() + " is writable, replicates from nobody");

            cluster.killPrimary();
            assertThatThrownBy(prober::first)
                    .isInstanceOf(SetupFault.class)
                    .hasMessageContaining("no primary")
                    .hasMessageContaining("cannot connect to mysql://");
            assertThatThrownBy(topology::refresh)
                    .isInstanceOf(SetupFault.class)
                    .hasMessageContaining("no primary")
                    .hasMessageContaining("replicates from 127.0.0.1:");
            assertThat(topology.primary().address()).isEqualTo(primary.address());
            replica.execute("", "STOP SLAVE", "RESET SLAVE ALL");
            assertThat(topology.refresh()).isTrue();
            assertThat(topology.primary().address()).isEqualTo(replica.address());
            assertThat(topology.tablets()).hasSize(2);
            // One starts, too, while the old primary is dead.
            assertThat(prober.first()).extracting("type").containsExactly(TabletType.PRIMARY, TabletType.REPLICA);
        }
    }

    @Test
    void onlyReplicasOrTheSameServerTwiceAreRefused() throws Exception {
        TestServer server = TestServers.mariaDb();
        BackendUrl other = new BackendUrl(
                server.login(), new ServerAddress("localhost", server.address().port()), "commerce");
        assertThatThrownBy(() -> prober(url(server), other).first()).hasMessageContaining("are the same server");
    }

    @OnEachServer
    void whatCannotBeReachedIsToldAtOnce(TestServer server) throws Exception {
        ServerAddress nobody = new ServerAddress("127.0.0.1", FreePorts.pick());
        BackendUrl wrong = new BackendUrl(new Login("nosuch", "geheim"), server.address(), "commerce");
        BackendUrl unknown = BackendUrl.parse("mysql://u:geheim@no-such-host.invalid/commerce");
        assertThatThrownBy(() -> prober(url(server), new BackendUrl(server.login(), nobody, "s"), wrong, unknown)
                        .first())
                .isInstanceOf(SetupFault.class)
                .hasMessageContaining(nobody + "/s: Connection refused")
                .hasMessageContaining("Access denied for user 'nosuch'")
                .hasMessageContaining("unknown host no-such-host.invalid")
                .message()
                .doesNotContain("geheim")
                .hasLineCount(3);
    }

    private static TabletProber prober(BackendUrl... urls) {
        return new TabletProber(List.of(urls));
    }

    private static BackendUrl url(TestServer server) {
        return new BackendUrl(server.login(), server.address(), "commerce");
    }
}
