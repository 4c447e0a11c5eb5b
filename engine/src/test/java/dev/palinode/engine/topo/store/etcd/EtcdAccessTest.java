package dev.palinode.engine.topo.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.EtcdProcess;
import dev.palinode.engine.topo.client.TopoUrl;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd with TLS, and one with accounts. */
final class EtcdAccessTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    private static void assertAway(String url, Optional<String> password) {
        try (TopoStore store = TopoUrl.parse(url, password).open()) {
            assertThatThrownBy(() -> store.get("keyspaces/a/Keyspace"))
                    .isInstanceOfSatisfying(
                            TopoFault.class, fault -> assertThat(fault.kind()).isEqualTo(TopoFault.Kind.AWAY));
        }
    }

    private static void assertUsable(String url, Optional<String> password) {
        try (TopoStore store = TopoUrl.parse(url, password).open()) {
            TopoStore.Entry made = store.create("keyspaces/a/Keyspace", "1");
            assertThat(store.get("keyspaces/a/Keyspace")).contains(made);
            store.delete("keyspaces/a/Keyspace", made.version());
        }
    }

    @Test
    void theServersCertificateIsVerified() throws Exception {
        Path cert = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        writeKeys(cert, key);
        try (EtcdProcess etcd = EtcdProcess.start(
                directory, "--cert-file", cert.toString(), "--key-file", key.toString())) {
            String url = "etcd://" + etcd.address() + "/palinode";
            assertUsable(url + "?ssl-mode=VERIFY_IDENTITY&ssl-ca=" + cert, Optional.empty());
            assertUsable(url + "?ssl-mode=REQUIRED", Optional.empty());
            assertAway(url + "?ssl-mode=VERIFY_IDENTITY", Optional.empty());
            assertAway(url, Optional.empty());
            assertThatThrownBy(() -> TopoUrl.parse(url + "?ssl-mode=PREFERRED", Optional.empty())
                            .open())
                    .hasMessageContaining("VERIFY_IDENTITY");
        }
    }

    @Test
    void whereEtcdAsksWhoWeAreWeSayIt() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(directory)) {
            try (Client admin =
                    Client.builder().endpoints("http://" + etcd.address()).build()) {
                Auth auth = admin.getAuthClient();
                auth.userAdd(bytes("root"), bytes("s3cret")).get();
                auth.roleAdd(bytes("root")).get();
                auth.userGrantRole(bytes("root"), bytes("root")).get();
                auth.authEnable().get();
            }
            assertUsable("etcd://root@" + etcd.address() + "/palinode", Optional.of("s3cret"));
            assertAway("etcd://root@" + etcd.address() + "/palinode", Optional.of("wrong"));
            assertAway("etcd://" + etcd.address() + "/palinode", Optional.empty());
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    /** A certificate for 127.0.0.1 that vouches for itself, and its key. */
    private void writeKeys(Path cert, Path key) throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "etcd",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=etcd",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-ext",
                        "BC=ca:true"))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem(cert, "CERTIFICATE", keys.getCertificate("etcd").getEncoded());
        pem(key, "PRIVATE KEY", keys.getKey("etcd", PASSWORD).getEncoded());
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
