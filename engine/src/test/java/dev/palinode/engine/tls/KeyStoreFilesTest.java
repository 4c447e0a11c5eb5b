package dev.palinode.engine.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeyStoreFilesTest {
    private static final char[] NO_KEYS = new char[0];

    private final KeyStoreFiles files = KeyStoreFiles.ofProcess();

    /** The certificate with that number of those that the JDK trusts. */
    private static KeyStore trusting(int number) throws GeneralSecurityException, IOException {
        File authorities = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                .toFile();
        KeyStore all = KeyStore.getInstance(authorities, (char[]) null);
        List<String> aliases = Collections.list(all.aliases()).stream().sorted().toList();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setCertificateEntry("ca0", all.getCertificate(aliases.get(number)));
        return one;
    }

    @Test
    void oneForEachContentAndForNobodyElse() throws Exception {
        Path file = files.file(trusting(0), NO_KEYS);
        assertThat(files.file(trusting(0), NO_KEYS)).isEqualTo(file);
        assertThat(files.file(trusting(1), NO_KEYS)).isNotEqualTo(file);
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(Objects.requireNonNull(file.getParent()))).isEqualTo("rwx------");
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            read.load(in, files.password().toCharArray());
        }
        assertThat(read.getCertificate("ca0")).isEqualTo(trusting(0).getCertificate("ca0"));
    }

    @Test
    void whatSomebodyHasClearedAwayIsMadeAgain() throws Exception {
        Path file = files.file(trusting(2), NO_KEYS);
        Files.delete(file);
        assertThat(files.file(trusting(2), NO_KEYS)).isEqualTo(file).exists();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
