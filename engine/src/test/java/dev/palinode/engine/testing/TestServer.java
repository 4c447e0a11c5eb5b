package dev.palinode.engine.testing;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server that tests run on, with an account that may do everything. Safe for many threads. */
public final class TestServer {
    private final String name;
    private final Flavour flavour;
    private final ServerAddress address;
    private final Login login;
    private final Queue<String> schemas = new ConcurrentLinkedQueue<>();

    /** What kind of server it is. */
    public enum Flavour {
        MARIADB,
        MYSQL
    }

    public TestServer(String name, Flavour flavour, ServerAddress address, Login login) {
        this.name = name;
        this.flavour = flavour;
        this.address = address;
        this.login = login;
    }

    /** For people, such as {@code MariaDB 11.4.5}. */
    public String name() {
        return name;
    }

    public Flavour flavour() {
        return flavour;
    }

    public boolean isMariaDb() {
        return flavour == Flavour.MARIADB;
    }

    public ServerAddress address() {
        return address;
    }

    public Login login() {
        return login;
    }

    public String user() {
        return login.user();
    }

    public String password() {
        return login.password();
    }

    /** For Connector/J, without user and password; an empty schema selects none. */
    public String jdbcUrl(String schema) {
        return "jdbc:mysql://" + address + "/" + schema + "?sslMode=PREFERRED&allowPublicKeyRetrieval=true";
    }

    /** A new connection; an empty schema selects none. */
    public Connection connect(String schema) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", user());
        account.setProperty("password", password());
        return DriverManager.getConnection(jdbcUrl(schema), account);
    }

    /** Creates a schema of its own for a test; it is dropped at the end of the JVM. */
    public String newSchema() throws SQLException {
        String schema = "t_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        execute("", "CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
        schemas.add(schema);
        return schema;
    }

    /** Runs statements on a connection of their own. */
    public void execute(String schema, String... statements) throws SQLException {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Makes a replica a primary, as a person does who changes nothing at the others. */
    public void promote() throws SQLException {
        if (isMariaDb()) {
            execute("", "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
        } else {
            execute(
                    "",
                    "STOP REPLICA",
                    "RESET REPLICA ALL",
                    "SET GLOBAL super_read_only = OFF",
                    "SET GLOBAL read_only = OFF");
        }
    }

    /** Makes a replica follow another server of this machine. */
    public void follow(TestServer source) throws SQLException {
        int port = source.address().port();
        if (isMariaDb()) {
            execute("", "STOP SLAVE", "CHANGE MASTER TO MASTER_PORT=" + port, "START SLAVE");
        } else {
            execute("", "STOP REPLICA", "CHANGE REPLICATION SOURCE TO SOURCE_PORT=" + port, "START REPLICA");
        }
    }

    void dropSchemas() {
        try {
            for (String schema : schemas) {
                execute("", "DROP DATABASE IF EXISTS " + schema);
            }
        } catch (SQLException e) {
            System.err.println("could not drop a test schema on " + name + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
