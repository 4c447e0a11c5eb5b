package dev.palinode.shell.client;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One session on a server. Used by one thread, except for {@link #cancel()}, which any other thread may call.
 *
 * <p>Results are streamed: the driver holds one row at a time, whatever the size of the result.
 */
public final class SqlClient implements AutoCloseable {
    private final ConnectOptions options;
    private Optional<String> database;
    private Target target = Target.NONE;
    private volatile @Nullable Connection connection;
    private volatile @Nullable SqlClient other;
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
     * Logs in anew, and waits for an answer as long as that takes.
     *
     * @throws SqlFailure when there is no answer or the server refuses
     */
    public void reconnect() throws SqlFailure {
        reconnect(() -> false);
    }

    /**
     * Logs in anew, into the database that was current. Everything else that belonged to the old session is gone.
     *
     * @param givenUp asked again and again from the calling thread whether to stop waiting for an answer
     * @throws SqlFailure when there is no answer or the server refuses, or it was given up
     */
    public void reconnect(BooleanSupplier givenUp) throws SqlFailure {
        close();
        ConnectOptions now = options.withDatabase(database.orElse(""));
        Connection opened = Opener.session(now, givenUp);
        connection = opened;
        try {
            threadId = opened.unwrap(MysqlConnection.class).getSession().getThreadId();
        } catch (SQLException e) {
            throw SqlFailure.ofConnect(now, e);
        }
    }

    /**
     * Another session on the same server, in the database that is current here. Where this one is lost, whoever cancels or
     * aborts it means that one.
     *
     * @param givenUp asked again and again whether to stop waiting for an answer
     * @return to be closed by the caller
     * @throws SqlFailure when there is no answer or the server refuses, or it was given up
     */
    public SqlClient another(BooleanSupplier givenUp) throws SqlFailure {
        SqlClient made = new SqlClient(options.withDatabase(database.orElse("")));
        made.reconnect(givenUp);
        other = made;
        return made;
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
     * thread. Returns when the server has been told, or has not answered for some seconds.
     *
     * @throws SqlFailure when the second connection could not be made
     */
    public void cancel() throws SqlFailure {
        cancelled = true;
        // Read before the second connection, which may take until this session has a new one.
        long asked = threadId;
        if (connection == null) {
            // Its number may be another one's by now.
            abort();
            return;
        }
        try (Connection second = Opener.messenger(options.withDatabase(""));
                Statement kill = second.createStatement()) {
            kill.execute("KILL QUERY " + asked);
        } catch (SQLException e) {
            throw SqlFailure.ofConnect(options, e);
        }
    }

    /**
     * Tells whether what is sent now is encrypted.
     *
     * @return false without a connection
     */
    public boolean encrypted() {
        Connection current = connection;
        try {
            return current != null
                    && current.unwrap(MysqlConnection.class).getSession().isSSLEstablished();
        } catch (SQLException e) {
            return false;
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
     * Asks for the current database, and in which role it is served; remembers both.
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
            answer.more();
        }
        target = Target.ask(this, database);
    }

    /**
     * Asks the server whether a transaction is open, for {@link #inTransaction()}: a statement that was stopped among its
     * rows does not tell.
     *
     * @throws SqlFailure when the server does not answer
     */
    public void refreshStatus() throws SqlFailure {
        run("DO 0").close();
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

    /** Where this session is connected to: the options that it was made with. */
    public ConnectOptions options() {
        return options;
    }

    /** The number of this session on the server, as {@code SHOW PROCESSLIST} has it. */
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
            SqlClient instead = other;
            if (instead != null) {
                instead.abort();
            }
            return;
        }
        try {
            current.abort(Runnable::run);
        } catch (SQLException e) {
            // Aborting fails only on a connection that is gone already.
            cancelled = true;
        }
    }

    /** Also for a connection that turned out to be gone while rows were read. */
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
}
