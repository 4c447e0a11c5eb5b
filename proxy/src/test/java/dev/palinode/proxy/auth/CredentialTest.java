package dev.palinode.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the proxy knows of passwords, against what a MySQL makes of them. */
final class CredentialTest {
    private static final byte[] NONCE = "01234567890123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theHashIsThatOfCrypt() {
        byte[] salt = "saltstring".getBytes(StandardCharsets.US_ASCII);
        byte[] password = "Hello world!".getBytes(StandardCharsets.US_ASCII);
        // The first vector of Drepper's specification.
        assertThat(Sha256Crypt.hash(password, salt, 5000)).isEqualTo("5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5");
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void aMySqlTakesOurHashesAndWeTakeIts(TestServer server) throws Exception {
        for (String password : List.of("geheim", "é'\\ x", "long".repeat(20))) {
            SaltedHash ours = SaltedHash.of(password, new SecureRandom());
            try (Connection connection = server.connect("");
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP USER IF EXISTS hash_probe, hash_probe2");
                statement.execute(
                        "CREATE USER hash_probe IDENTIFIED WITH caching_sha2_password AS '" + ours.text() + "'");
                statement.execute("CREATE USER hash_probe2 IDENTIFIED WITH caching_sha2_password BY '"
                        + password.replace("\\", "\\\\").replace("'", "''") + "'");
                for (String user : List.of("hash_probe", "hash_probe2")) {
                    Credential known = Credential.ofHashes(List.of(theirs(statement, user)));
                    assertThat(known.isPassword(password)).isTrue();
                    assertThat(known.isPassword(password + "x")).isFalse();
                }
                java.sql.DriverManager.getConnection(server.jdbcUrl(""), "hash_probe", password)
                        .close();
                statement.execute("DROP USER hash_probe, hash_probe2");
            }
        }
    }

    private static String theirs(Statement statement, String user) throws Exception {
        try (ResultSet row = statement.executeQuery(
                "SELECT HEX(authentication_string) FROM mysql.user WHERE user = '" + user + "'")) {
            assertThat(row.next()).isTrue();
            return "0x" + row.getString(1);
        }
    }

    @Test
    void eachFormChecksWhatItCan() {
        String sha2 = HexFormat.of().formatHex(AuthMethod.CACHING_SHA2.twice("pw"));
        String old = "*" + HexFormat.of().withUpperCase().formatHex(AuthMethod.NATIVE.twice("pw"));
        assertThat(old).isEqualTo("*D821809F681A40A6E379B50D0463EFAE20BDD122");
        String salted = SaltedHash.of("pw", new SecureRandom()).text();
        check(Credential.ofPassword("pw"), true, true);
        check(Credential.ofHashes(List.of(old)), true, false);
        check(Credential.ofHashes(List.of(sha2)), false, true);
        check(Credential.ofHashes(List.of(salted)), false, false);
        check(Credential.ofHashes(List.of(salted, old)), false, false);
    }

    private static void check(Credential known, boolean nativeDecides, boolean sha2Decides) {
        assertThat(known.decides(AuthMethod.NATIVE)).isEqualTo(nativeDecides);
        assertThat(known.decides(AuthMethod.CACHING_SHA2)).isEqualTo(sha2Decides);
        assertThat(isProof(known, AuthMethod.CACHING_SHA2, "pw")).isEqualTo(sha2Decides);
        assertThat(known.isPassword("pw")).isTrue();
        assertThat(known.isPassword("")).isFalse();
        // Now it has seen the password.
        assertThat(isProof(known, AuthMethod.CACHING_SHA2, "pw")).isTrue();
        assertThat(isProof(known, AuthMethod.CACHING_SHA2, "other")).isFalse();
        Credential nobody = known.ofNobody();
        assertThat(nobody.isPassword("pw")).isFalse();
        assertThat(isProof(nobody, AuthMethod.CACHING_SHA2, "pw")).isFalse();
        assertThat(isProof(nobody, AuthMethod.NATIVE, "pw")).isFalse();
        assertThat(nobody.decides(AuthMethod.NATIVE)).isEqualTo(nativeDecides);
        assertThat(known).hasToString("Credential");
    }

    private static boolean isProof(Credential known, AuthMethod method, String password) {
        return known.isProof(method, method.proof(password, NONCE).toArray(), NONCE);
    }

    @Test
    void whatIsNoHashIsRefusedWithoutShowingIt() {
        for (String text :
                List.of("", "geheim", "*geheim", "$A$005$short", "$A$000$" + "x".repeat(63), "0xzz", "0x24")) {
            assertThatThrownBy(() -> Credential.ofHashes(List.of(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a hash of a password");
        }
    }
}
