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
 */
public record ConnectOptions(String host, int port, String user, String password, String database) {
    public ConnectOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(database, "database");
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
        return new ConnectOptions(host, port, user, password, database);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
