package dev.palinode.proxy.compat;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where a client connects to.
 *
 * @param server the server that is reached in the end
 * @param address of the server itself, or of the proxy
 * @param schema that is empty when a client comes
 */
record Place(TestServer server, ServerAddress address, String schema) {
    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    boolean isMariaDb() {
        return server.isMariaDb();
    }

    /** For Connector/J, without the account; parameters begin with an ampersand each. */
    String url(String parameters) {
        return "jdbc:mysql://" + address + "/" + schema + "?sslMode=DISABLED&allowPublicKeyRetrieval=true" + parameters;
    }

    /** For MariaDB's driver, without the account. */
    String mariaDbUrl(String parameters) {
        return "jdbc:mariadb://" + address + "/" + schema + "?sslMode=disable&allowPublicKeyRetrieval=true"
                + parameters;
    }

    Properties account() {
        Properties account = new Properties();
        account.setProperty("user", user());
        account.setProperty("password", password());
        return account;
    }

    Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, account());
    }
}
