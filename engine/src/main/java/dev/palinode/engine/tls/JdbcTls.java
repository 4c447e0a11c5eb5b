package dev.palinode.engine.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Connections by JDBC. The driver takes certificates from key stores in files only, which stay as long as the process:
 * the connection with which it kills a statement after its time needs them, too.
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
        try {
            if (tls.ca().isPresent() || tls.client().isPresent()) {
                TlsMaterial material = TlsMaterial.read(tls);
                // Where only a client certificate is given, the JDK's authorities are the trusted ones.
                if (tls.effectiveMode().verifies()) {
                    put("trustCertificateKeyStore", material.trusted(), material, all);
                }
                put("clientCertificateKeyStore", material.own(), material, all);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SQLException("TLS: " + e.getMessage(), "08001", e);
        }
        return DriverManager.getConnection(url, all);
    }

    private static void put(String name, Optional<KeyStore> store, TlsMaterial material, Properties properties)
            throws IOException, GeneralSecurityException {
        if (store.isEmpty()) {
            return;
        }
        KeyStoreFiles files = KeyStoreFiles.ofProcess();
        properties.setProperty(
                name + "Url",
                files.file(store.get(), material.password()).toUri().toString());
        properties.setProperty(name + "Type", "PKCS12");
        properties.setProperty(name + "Password", files.password());
    }
}
