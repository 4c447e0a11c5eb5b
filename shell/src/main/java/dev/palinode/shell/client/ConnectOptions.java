package dev.palinode.shell.client;

import java.util.Objects;

/**
 * Where to connect and as whom.
 *
 * @param host a host name or address
 * @param port a TCP port
 * @param user the account
 * @param password its password; may be empty, never printed
 * @param database the default database; empty for none
 * @param sslMode whether the connection is encrypted
 * @param dialer makes the connections
 */
public record ConnectOptions(
        String host, int port, String user, String password, String database, SslMode sslMode, Dialer dialer) {

    /** Whether the connection is encrypted, and whom it trusts; the names are those of the MySQL clients. */
    public enum SslMode {
        /** Never encrypted. */
        DISABLED,
        /** Encrypted where the server can. */
        PREFERRED,
        /** Encrypted, or there is no connection. */
        REQUIRED,
        /** The same, by a certificate of a known authority. */
        VERIFY_CA,
        /** The same, and it has the name of the host. */
        VERIFY_IDENTITY
    }

    /**
     * Options with encryption where the server can.
     *
     * @param host a host name or address
     * @param port a TCP port
     * @param user the account
     * @param password its password; may be empty, never printed
     * @param database the default database; empty for none
     */
    public ConnectOptions(String host, int port, String user, String password, String database) {
        this(host, port, user, password, database, SslMode.PREFERRED);
    }

    /**
     * Options for a server whose certificate is from an authority that the JDK trusts, if it has to be.
     *
     * @param host a host name or address
     * @param port a TCP port
     * @param user the account
     * @param password its password; may be empty, never printed
     * @param database the default database; empty for none
     * @param sslMode whether the connection is encrypted
     */
    public ConnectOptions(String host, int port, String user, String password, String database, SslMode sslMode) {
        this(host, port, user, password, database, sslMode, Dialer.PLAIN);
    }

    public ConnectOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(sslMode, "sslMode");
        Objects.requireNonNull(dialer, "dialer");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }

    /**
     * The same with another default database.
     *
     * @param database the new default database
     * @return a copy
     */
    public ConnectOptions withDatabase(String database) {
        return new ConnectOptions(host, port, user, password, database, sslMode, dialer);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
