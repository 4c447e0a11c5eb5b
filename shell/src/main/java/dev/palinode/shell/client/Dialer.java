package dev.palinode.shell.client;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Makes a connection: whom to trust, and what to show the server, is its business. Used by several threads. */
@FunctionalInterface
public interface Dialer {
    /** As the driver does it by itself, which trusts the authorities that the JDK trusts. */
    Dialer PLAIN = DriverManager::getConnection;

    /**
     * Connects.
     *
     * @param url of JDBC
     * @param properties of the driver
     * @return to be closed by the caller
     * @throws SQLException when there is no connection
     */
    Connection dial(String url, Properties properties) throws SQLException;
}
