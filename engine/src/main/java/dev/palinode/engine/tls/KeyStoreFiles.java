package dev.palinode.engine.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Key stores as files, for the JDBC driver, which reads them again each time it connects: also when it makes a connection
 * by itself, to KILL a statement that takes too long. So they stay as long as this process, in a directory that only its
 * user may look into; there is one for each content. Safe for many threads.
 */
final class KeyStoreFiles {
    private static final KeyStoreFiles OF_PROCESS = new KeyStoreFiles();

    private final Path directory;
    private final String password;

    private KeyStoreFiles() {
        SecureRandom random = new SecureRandom();
        this.directory = Path.of(
                System.getProperty("java.io.tmpdir"), "palinode-tls-" + new BigInteger(128, random).toString(36));
        this.password = new BigInteger(192, random).toString(36);
    }

    static KeyStoreFiles ofProcess() {
        return OF_PROCESS;
    }

    /** What opens the files and the keys in them. */
    String password() {
        return password;
    }

    /**
     * A file with what is in the store; blocks.
     *
     * @param secret what opens the keys of the store
     */
    Path file(KeyStore store, char[] secret) throws IOException, GeneralSecurityException {
        Path file = directory.resolve(name(store, secret) + ".p12");
        if (Files.exists(file)) {
            return file;
        }
        makeDirectory();
        // Another thread may be at it, too; whichever comes last is as good.
        Path made = Files.createTempFile(directory, "new-", ".p12", permissions("rw-------"));
        try (OutputStream out = Files.newOutputStream(made)) {
            ours(store, secret).store(out, password.toCharArray());
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        file.toFile().deleteOnExit();
        return file;
    }

    private void makeDirectory() throws IOException {
        try {
            Files.createDirectory(directory, permissions("rwx------"));
            // What is said first is deleted last.
            directory.toFile().deleteOnExit();
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static String name(KeyStore store, char[] secret) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String alias : aliases(store)) {
            for (Certificate certificate : chain(store, alias)) {
                digest.update(certificate.getEncoded());
            }
            if (store.isKeyEntry(alias)) {
                digest.update(store.getKey(alias, secret).getEncoded());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same under our password. */
    private KeyStore ours(KeyStore store, char[] secret) throws IOException, GeneralSecurityException {
        KeyStore copy = KeyStore.getInstance("PKCS12");
        copy.load(null, null);
        for (String alias : aliases(store)) {
            if (store.isKeyEntry(alias)) {
                Key key = store.getKey(alias, secret);
                Certificate[] chain = chain(store, alias).toArray(Certificate[]::new);
                copy.setKeyEntry(alias, key, password.toCharArray(), chain);
            } else {
                copy.setCertificateEntry(alias, store.getCertificate(alias));
            }
        }
        return copy;
    }

    private static List<String> aliases(KeyStore store) throws GeneralSecurityException {
        return Collections.list(store.aliases()).stream().sorted().toList();
    }

    private static List<Certificate> chain(KeyStore store, String alias) throws GeneralSecurityException {
        return store.isKeyEntry(alias)
                ? List.of(store.getCertificateChain(alias))
                : List.of(store.getCertificate(alias));
    }
}
