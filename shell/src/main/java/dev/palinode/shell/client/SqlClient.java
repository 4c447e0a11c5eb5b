package dev.palinode.shell.client;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.jdbc.JdbcConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One session on a server. Used by one thread, except for {@link #cancel()}, which any other thread may call.
 *
 * <p>Results are streamed: the driver holds one row at a time, whatever the size of the result.
 */
public final class SqlClient implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final ConnectOptions options;
    private Optional<String> database;
    private Target target = Target.NONE;
    private volatile @Nullable Connection connection;
    private volatile long threadId;
    private volatile boolean cancelled;

    private SqlClient(ConnectOptions options) {
        this.options = options;
        this.database = Optional.of(options.database()).filter(name -> !name.isEmpty());
    }

    /**
     * Logs in.
     *
     * @param options where and as whom
     * @return a session to be closed by the caller
     * @throws SqlFailure when there is no answer or the server refuses
     */
    public static SqlClient connect(ConnectOptions options) throws SqlFailure {
        SqlClient client = new SqlClient(options);
        client.reconnect();
        return client;
    }

    /**
     * Logs in anew, into the database that was current. Everything else that belonged to the old session is gone.
     *
     * @throws SqlFailure when there is no answer or the server refuses
     */
    public void reconnect() throws SqlFailure {
        close();
        ConnectOptions now = options.withDatabase(database.orElse(""));
        try {
            Connection opened = open(now);
            connection = opened;
            threadId = opened.unwrap(MysqlConnection.class).getSession().getThreadId();
        } catch (SQLException e) {
            throw SqlFailure.ofConnect(now, e);
        }
    }

    /**
     * Sends one statement.
     *
     * @param sql its text, without a delimiter
     * @return its results; close it before anything else is sent
     * @throws SqlFailure when the server refuses it, it was cancelled, or the connection is lost
     */
    public Answer run(String sql) throws SqlFailure {
        Connection current = connection;
        if (current == null) {
            throw SqlFailure.disconnected();
        }
        cancelled = false;
        Statement statement = null;
        try {
            statement = current.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement.setEscapeProcessing(false);
            statement.setFetchSize(Integer.MIN_VALUE);
            return new Answer(statement, statement.execute(sql), () -> cancelled);
        } catch (SQLException e) {
            closeQuietly(statement);
            SqlFailure failure = SqlFailure.ofStatement(e);
            if (failure.connectionLost()) {
                close();
            }
            throw failure;
        }
    }

    /**
     * Asks the server to give up the running statement, over a second connection. The statement then fails in its own
     * thread. Returns when the server has been told.
     *
     * @throws SqlFailure when the second connection could not be made
     */
    public void cancel() throws SqlFailure {
        cancelled = true;
        try (Connection second = open(options.withDatabase(""));
                Statement kill = second.createStatement()) {
            kill.execute("KILL QUERY " + threadId);
        } catch (SQLException e) {
            throw SqlFailure.ofConnect(options, e);
        }
    }

    /**
     * Tells whether the last statement was to be given up, even if it had ended by then.
     *
     * @return false again when the next one is sent
     */
    public boolean cancelled() {
        return cancelled;
    }

    /**
     * Asks the server for the current database, and in which role it is served; remembers both for {@link #database()},
     * {@link #target()} and {@link #reconnect()}.
     *
     * @throws SqlFailure when the server does not answer
     */
    public void refreshDatabase() throws SqlFailure {
        try (Answer answer = run("SELECT DATABASE()")) {
            RowCursor rows = answer.rows().orElseThrow();
            database = rows.next().flatMap(row -> row.get(0));
            while (rows.next().isPresent()) {
                // One row is expected; a streamed result must be read to its end.
            }
        }
        target = Target.ask(this, database);
    }

    /**
     * Where statements go, as last known.
     *
     * @return nothing before {@link #refreshDatabase} was called
     */
    public Target target() {
        return target;
    }

    /**
     * The current database as last known.
     *
     * @return empty when none is chosen
     */
    public Optional<String> database() {
        return database;
    }

    /**
     * Where this session is connected to.
     *
     * @return the options it was made with
     */
    public ConnectOptions options() {
        return options;
    }

    /**
     * The number of this session on the server.
     *
     * @return as {@code SHOW PROCESSLIST} has it
     */
    public long threadId() {
        return threadId;
    }

    /**
     * The version that the server greeted with.
     *
     * @return empty when not connected
     */
    public Optional<String> serverVersion() {
        Connection current = connection;
        if (current == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(current.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    /**
     * Tells whether there is a connection to send on.
     *
     * @return false after it was lost or closed
     */
    public boolean connected() {
        return connection != null;
    }

    /**
     * Tells whether the server has a transaction open for this session, as its last answer said.
     *
     * @return false when not connected
     */
    public boolean inTransaction() {
        Connection current = connection;
        if (current == null) {
            return false;
        }
        try {
            JdbcConnection jdbc = current.unwrap(JdbcConnection.class);
            return jdbc.getSession().getServerSession().inTransactionOnServer();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Cuts the connection from another thread; the running statement fails with a lost connection. */
    public void abort() {
        Connection current = connection;
        if (current == null) {
            return;
        }
        try {
            current.abort(Runnable::run);
        } catch (SQLException e) {
            // Aborting fails only on a connection that is gone already.
            cancelled = true;
        }
    }

    /** Forgets a connection that turned out to be gone while rows were read. */
    public void dropConnection() {
        close();
    }

    @Override
    public void close() {
        closeQuietly(connection);
        connection = null;
    }

    private static void closeQuietly(@Nullable AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (Exception e) {
            // It is given up either way, and the caller has the failure that matters.
            return;
        }
    }

    private static Connection open(ConnectOptions options) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", options.user());
        p.setProperty("password", options.password());
        p.setProperty("sslMode", options.sslMode().name());
        p.setProperty("allowPublicKeyRetrieval", "true");
        p.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
        p.setProperty("characterEncoding", "UTF-8");
        // Without it the server sends each column in the column's own character set.
        p.setProperty("characterSetResults", "UTF-8");
        // Count changed rows and not found ones, as the mysql client does.
        p.setProperty("useAffectedRows", "true");
        p.setProperty("tinyInt1isBit", "false");
        p.setProperty("yearIsDateType", "false");
        p.setProperty("connectionAttributes", "program_name:palinode-shell");
        p.setProperty("logger", "Slf4JLogger");
        return DriverManager.getConnection(url(options), p);
    }

    private static String url(ConnectOptions options) {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        String database = URLEncoder.encode(options.database(), StandardCharsets.UTF_8);
        return "jdbc:mysql://" + host + ":" + options.port() + "/" + database.replace("+", "%20");
    }
}
