package dev.palinode.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.config.topo.TopoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopoSettingsTest {
    @TempDir
    private Path directory;

    private static ProxyConfig load(Map<String, String> flags, Optional<Path> file, Map<String, String> environment) {
        return ConfigLoader.load(Settings.none().and(flags), file, environment);
    }

    @Test
    void theTopologyComesFromTheFileAndThePasswordFromBesideIt() throws IOException {
        Files.writeString(directory.resolve("shop.pw"), "ge:heim\n");
        Path file = Files.writeString(
                directory.resolve("palinode.yaml"),
                "topo: etcd://etcd1,etcd2:2380/palinode\n"
                        + "keyspace: commerce\n"
                        + "tablet-user: shop\n"
                        + "tablet-password-file: shop.pw\n"
                        + "tablet-ssl-mode: REQUIRED\n");
        TopoConfig topo = load(Map.of(), Optional.of(file), Map.of()).topo().orElseThrow();
        assertThat(topo.url()).hasToString("etcd://etcd1,etcd2:2380/palinode");
        assertThat(topo.login()).isEqualTo(new Login("shop", "ge:heim"));
        assertThat(topo.tls().mode()).isPresent();
        ProxyConfig flagged = load(Map.of("keyspace", "other"), Optional.of(file), Map.of());
        assertThat(flagged.keyspace()).isEqualTo("other");
        assertThat(flagged.login().user()).isEqualTo("shop");
    }

    @Test
    void everyMistakeIsSaid() {
        assertThatThrownBy(() -> load(
                        Map.of("topo", "etcd://root@etcd1/palinode", "tablet-ssl-mode", "SOME"),
                        Optional.empty(),
                        Map.of()))
                .hasMessageContaining("keyspace is missing")
                .hasMessageContaining("tablet-user is missing")
                .hasMessageContaining("etcd's user root has no password")
                .hasMessageContaining("tablet-ssl-mode is one of");
        assertThatThrownBy(() -> load(
                        Map.of("topo", "etcd://root:secret@etcd1/palinode", "keyspace", "a", "tablet-user", "u"),
                        Optional.empty(),
                        Map.of("PALINODE_TOPO_PASSWORD", "x")))
                .hasMessageContaining("is not in its URL")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> load(Map.of("keyspace", "a"), Optional.empty(), Map.of()))
                .hasMessageContaining("keyspace says nothing without topo");
        Settings both = Settings.ofFlags(List.of("mysql://u:p@h/a"), Optional.empty(), Optional.empty())
                .and(Map.of("topo", "file:/t", "keyspace", "a", "tablet-user", "u"));
        assertThatThrownBy(() -> ConfigLoader.load(both, Optional.empty(), Map.of()))
                .hasMessageContaining("either in the topology, or named as backends");
    }
}
