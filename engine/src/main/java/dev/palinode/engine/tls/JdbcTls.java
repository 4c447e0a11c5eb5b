package dev.palinode.engine.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Connections by JDBC. The driver takes certificates from key stores in files only, so each connection that needs some
 * has files of its own, which are gone again when it is open.
 */
public final class JdbcTls {
    private JdbcTls() {}

    /**
     * Connects.
     *
     * @param properties all but those that concern TLS
     */
    public static Connection connect(String url, Properties properties, TlsSettings tls) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("sslMode", tls.effectiveMode().name());
        if (tls.ca().isEmpty() && tls.client().isEmpty()) {
            return DriverManager.getConnection(url, all);
        }
        try {
            Path directory = Files.createTempDirectory("palinode-tls-");
            try {
                TlsMaterial material = TlsMaterial.read(tls);
                // Where only a client certificate is given, the JDK's authorities are the trusted ones.
                if (tls.effectiveMode().verifies()) {
                    put(
                            directory.resolve("trusted.p12"),
                            "trustCertificateKeyStore",
                            material.trusted(),
                            material,
                            all);
                }
                put(directory.resolve("own.p12"), "clientCertificateKeyStore", material.own(), material, all);
                return DriverManager.getConnection(url, all);
            } finally {
                Files.deleteIfExists(directory.resolve("trusted.p12"));
                Files.deleteIfExists(directory.resolve("own.p12"));
                Files.deleteIfExists(directory);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SQLException("TLS: " + e.getMessage(), "08001", e);
        }
    }

    private static void put(
            Path file, String name, Optional<KeyStore> store, TlsMaterial material, Properties properties)
            throws IOException, GeneralSecurityException {
        if (store.isEmpty()) {
            return;
        }
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.get().store(out, material.password());
        }
        properties.setProperty(name + "Url", file.toUri().toString());
        properties.setProperty(name + "Type", "PKCS12");
        properties.setProperty(name + "Password", String.valueOf(material.password()));
    }
}
