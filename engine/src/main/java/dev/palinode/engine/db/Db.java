package dev.palinode.engine.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.topo.Tablet;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's access to one server: a small pool for work, and dedicated connections for what must not be shared.
 * Every session is in UTC, in English, in strict mode, at READ COMMITTED, and without foreign key checks. Safe for many
 * threads.
 */
public final class Db implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Db.class);
    private static final String SESSION = "SET SESSION time_zone = '+00:00', sql_mode ="
            + " 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', foreign_key_checks = 0, unique_checks = 1,"
            + " innodb_lock_wait_timeout = 5, lock_wait_timeout = 30, net_write_timeout = 600,"
            + " net_read_timeout = 300, wait_timeout = 28800, autocommit = 1,"
            + " lc_messages = 'en_US'";
    private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /** A server that is frozen accepts connections, and says nothing. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private static final String CONNECT_MILLIS = String.valueOf(CONNECT.toMillis());

    /** How long a pooled connection is waited for. */
    private static final Duration BORROW_LIMIT = Duration.ofSeconds(30);

    /** How long until it is seen that the server has been abandoned meanwhile. */
    private static final Duration BORROW_STEP = Duration.ofSeconds(1);

    private final Tablet tablet;
    private final Dialect dialect;
    private final HikariDataSource pool;

    /** What may still be open; closed ones go with the garbage. */
    private final Set<Connection> opened = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile boolean abandoned;

    /** A piece of work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** A piece of work on a connection, without a result. */
    @FunctionalInterface
    public interface Action {
        void on(Connection connection) throws SQLException;
    }

    /**
     * Opens the pool.
     *
     * @param size connections at most
     * @throws SQLException if the server cannot be reached or refuses the log-in
     */
    public Db(Tablet tablet, int size) throws SQLException {
        this.tablet = tablet;
        try (Connection probe = raw()) {
            this.dialect = Dialect.of(probe);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(new SessionDataSource(this::dedicated));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setConnectionTimeout(BORROW_STEP.toMillis());
        config.setInitializationFailTimeout(-1);
        // Else the pool asks its first connection, and takes no answer, when that is lost meanwhile, for an unknown
        // level
        // which it then sets for ever, in vain.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setPoolName("palinode-" + tablet.alias());
        this.pool = new HikariDataSource(config);
    }

    /** Which server this is. */
    public Tablet tablet() {
        return tablet;
    }

    /** What differs here from the other flavour. */
    public Dialect dialect() {
        return dialect;
    }

    /** Runs the work on a pooled connection with autocommit on. */
    public <T> T with(Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return work.on(connection);
        }
    }

    private Connection borrow() throws SQLException {
        long deadline = System.nanoTime() + BORROW_LIMIT.toNanos();
        while (true) {
            requireOurs();
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw e;
                }
            }
        }
    }

    /** Runs the action on a pooled connection with autocommit on. */
    public void run(Action action) throws SQLException {
        with(connection -> {
            action.on(connection);
            return true;
        });
    }

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return Tx.run(connection, work);
        }
    }

    /** Runs each statement on a pooled connection with autocommit on. */
    public void execute(String... statements) throws SQLException {
        run(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        });
    }

    /**
     * Runs the action on a connection of its own with autocommit on.
     *
     * @param silence how long each answer is waited for
     * @throws SQLException also when an answer takes longer, which says so
     */
    public void within(Duration silence, Action action) throws SQLException {
        try (Connection connection = dedicated()) {
            connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
            action.on(connection);
        } catch (SQLException e) {
            throw silent(silence, e);
        }
    }

    private SQLException silent(Duration silence, SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return new SQLException(
                        tablet.alias() + " at " + tablet.address() + " does not answer; it was waited for "
                                + silence.toSeconds() + " s",
                        "08S01",
                        e);
            }
        }
        return e;
    }

    /** A connection of the caller's own, never pooled; the caller closes it. */
    public Connection dedicated() throws SQLException {
        Connection connection = raw();
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            statement.execute(ISOLATION);
            statement.execute(dialect.noTimeLimit());
            dialect.allowTablesWithoutKey(statement);
            dialect.showGeneratedKeys(statement);
            connection.setNetworkTimeout(Runnable::run, 0);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The same, on which that was done first; it is closed if that fails. */
    public Connection dedicated(Action first) throws SQLException {
        Connection connection = dedicated();
        try {
            first.on(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Undoes what was set on a connection of {@link #dedicated} to make it like a user's. */
    public static void restore(Statement statement) throws SQLException {
        statement.execute(SESSION);
    }

    /** A connection on which no answer is waited for longer than the log-in is. */
    private Connection raw() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", tablet.login().user());
        properties.setProperty("password", tablet.login().password());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", CONNECT_MILLIS);
        properties.setProperty("socketTimeout", CONNECT_MILLIS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("useServerPrepStmts", "false");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("forceConnectionTimeZoneToSession", "false");
        properties.setProperty("tinyInt1isBit", "false");
        requireOurs();
        Connection connection;
        try {
            connection = JdbcTls.connect("jdbc:mysql://" + tablet.address() + "/", properties, tablet.tls());
        } catch (SQLException e) {
            throw silent(CONNECT, e);
        }
        opened.add(connection);
        if (abandoned) {
            connection.abort(Runnable::run);
        }
        requireOurs();
        return connection;
    }

    private void requireOurs() throws SQLException {
        if (abandoned) {
            throw new SQLException(tablet.alias() + " at " + tablet.address() + " is not used any more", "08003");
        }
    }

    /**
     * Ends all connections at once, also those that wait for an answer, and opens none any more. For a server that is not
     * ours to use now, and may never answer again. The pool is still to be closed.
     */
    public void abandon() {
        abandoned = true;
        for (Connection connection : opened.toArray(Connection[]::new)) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("ending a connection to {}: {}", tablet.alias(), e.toString());
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
