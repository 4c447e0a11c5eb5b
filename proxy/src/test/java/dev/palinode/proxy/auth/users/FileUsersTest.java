package dev.palinode.proxy.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a users file may say, and what becomes of one that is wrong. */
final class FileUsersTest {
    private static final Login FALLBACK = new Login("service", "srv-geheim");
    private static final Map<String, String> ENVIRONMENT = Map.of("SHOP", "env-geheim", "EMPTY", "");
    private static final String HASH = "\"*D821809F681A40A6E379B50D0463EFAE20BDD122\"";

    @TempDir
    private Path directory;

    private final InetAddress local = InetAddress.getLoopbackAddress();

    private Path write(String text) throws IOException {
        Files.writeString(directory.resolve("pw.txt"), "file-geheim\n");
        return Files.writeString(directory.resolve("users.yaml"), text);
    }

    @Test
    void whoIsKnownByWhatAndAsWhom() throws Exception {
        FileUsers users = FileUsers.open(write("""
                        users:
                          - name: shop
                            secret: env:SHOP
                          - name: ops
                            secret: file:pw.txt
                            role: admin
                            hosts: [localhost, 10.1.0.0/16]
                          - name: report
                            hash: %s
                            grants: []
                            backend: {user: reader, secret: "env:SHOP"}
                          - name: ci
                            hash: [%s, %s]
                            grants: [online-ddl, control]
                            hosts: 192.0.2.%%
                        """.formatted(HASH, HASH, HASH)), FALLBACK, ENVIRONMENT);
        Account shop = users.find("shop", local);
        assertThat(shop.backend()).isEqualTo(new Login("shop", "env-geheim"));
        assertThat(shop.permissions()).containsExactly(Permission.ONLINE_DDL);
        assertThat(users.find("ops", local).backend()).isEqualTo(new Login("ops", "file-geheim"));
        assertThat(users.find("ops", local).permissions()).containsExactlyInAnyOrder(Permission.values());
        assertThat(users.find("ops", InetAddress.getByName("10.2.0.1")).permissions())
                .isEmpty();
        assertThat(users.find("report", local).backend()).isEqualTo(new Login("reader", "env-geheim"));
        assertThat(users.find("report", local).permissions()).isEmpty();
        Account ci = users.find("ci", InetAddress.getByName("192.0.2.9"));
        assertThat(ci.backend()).isEqualTo(FALLBACK);
        assertThat(ci.may(Permission.CONTROL)).isTrue();
        assertThat(ci.may(Permission.ADMIN)).isFalse();
        assertThat(ci.toString()).doesNotContain("geheim", "D821");
        assertThat(users.files())
                .containsExactlyInAnyOrder(directory.resolve("users.yaml"), directory.resolve("pw.txt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: u, secret: 'env:SHOP', password: geheim | no passwords in this file: use hash",
                "name: u, hash: geheim | hash must be what palinode user hash prints",
                "name: u, secret: geheim | a secret is not written here, but where it is",
                "name: u, secret: 'env:NOT_THERE' | NOT_THERE is not set or empty",
                "name: u, secret: 'env:EMPTY' | EMPTY is not set or empty",
                "name: u, secret: 'file:none' | cannot read the secret from",
                "name: u | needs one of hash and secret",
                "name: u, secret: 'env:SHOP', hash: x | needs one of hash and secret",
                "secret: 'env:SHOP' | name must be there",
                "name: 7, secret: 'env:SHOP' | name must be a text that is not empty; put it in quotes",
                "name: u, hash: 0x2441 | hash must be a text that is not empty; put it in quotes",
                "name: u, secret: 'env:SHOP', role: root | role must be app or admin",
                "name: u, secret: 'env:SHOP', grants: all | grants must be of online-ddl, control",
                "name: u, secret: 'env:SHOP', hosts: [] | hosts names nobody",
                "name: u, secret: 'env:SHOP', hosts: app.example | not a host: app.example",
                "name: u, secret: 'env:SHOP', backend: {user: x} | backend needs a secret",
                "name: u, secret: 'env:SHOP', backend: x | backend must be keys with values",
                "name: u, secret: 'env:SHOP', host: x | unknown key host; known are backend",
                "name: u, name: v, secret: 'env:SHOP' | name is there twice",
            })
    void eachMistakeIsOneLineWithItsPlace(String user, String message) throws Exception {
        Path file = write("users:\n  - {name: ok, secret: 'env:SHOP'}\n  - {" + user + "}\n");
        UsersFileFault fault =
                catchThrowableOfType(UsersFileFault.class, () -> FileUsers.open(file, FALLBACK, ENVIRONMENT));
        assertThat(fault.mistakes()).hasSize(1);
        assertThat(fault.mistakes().get(0))
                .startsWith(file + ": line 3: ")
                .contains(message)
                .doesNotContain("geheim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: | users must be a list",
                "users: [] | there is no user in it",
                "- x | the file must be keys with values",
                "user: [] | unknown key user",
                "users: [ | not YAML",
                "users: [{name: a, hash: *D821809F681A}] | a hash that begins with * or 0x needs quotes",
                "users: [x] | a user must be keys with values",
            })
    void brokenFilesAreOneMistake(String text, String message) throws Exception {
        Path file = write(text);
        UsersFileFault fault =
                catchThrowableOfType(UsersFileFault.class, () -> FileUsers.open(file, FALLBACK, ENVIRONMENT));
        assertThat(fault.mistakes()).hasSize(1);
        assertThat(fault.mistakes().get(0)).startsWith(file + ": ").contains(message);
    }

    @Test
    void allMistakesAreToldAndTwinsAreOne() throws Exception {
        Path file = write("users:\n  - {name: a, secret: 'env:SHOP'}\n  - {name: a, secret: 'env:SHOP'}\n  - {}\n");
        UsersFileFault fault =
                catchThrowableOfType(UsersFileFault.class, () -> FileUsers.open(file, FALLBACK, ENVIRONMENT));
        assertThat(fault.mistakes()).hasSize(3);
        assertThat(fault).hasMessageContaining("the user a is there twice");
    }

    @Test
    void aWrongFileChangesNothing() throws Exception {
        Path file = write("users: [{name: a, secret: 'env:SHOP'}]");
        FileUsers users = FileUsers.open(file, FALLBACK, ENVIRONMENT);
        Files.writeString(file, "users: [{name: b, secret: 'env:SHOP'}, {name: c}]");
        users.reload();
        assertThat(users.find("a", local).permissions()).isNotEmpty();
        assertThat(users.find("b", local).permissions()).isEmpty();
        Files.writeString(file, "users: [{name: b, secret: 'env:SHOP'}]");
        users.reload();
        assertThat(users.find("a", local).permissions()).isEmpty();
        assertThat(users.find("b", local).permissions()).isNotEmpty();
        Files.delete(file);
        users.reload();
        assertThat(users.find("b", local).permissions()).isNotEmpty();
    }
}
