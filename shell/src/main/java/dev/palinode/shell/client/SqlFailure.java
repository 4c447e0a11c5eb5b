package dev.palinode.shell.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.DataTruncation;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A statement or a log-in that did not work, in the words of the MySQL clients. */
public final class SqlFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int CANNOT_CONNECT = 2003;
    private static final int UNKNOWN_HOST = 2005;
    private static final int CONNECTION_LOST = 2013;
    private static final int INTERRUPTED = 1317;
    private static final int UNAVAILABLE = 1105;
    private static final String TRUNCATION = "Data truncation: ";

    /** Whether anything can still be sent on the connection. */
    private enum Link {
        UP,
        DOWN
    }

    private final int code;
    private final String state;
    private final Link link;

    private SqlFailure(int code, String state, String message, Link link, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.state = state;
        this.link = link;
    }

    static SqlFailure ofStatement(SQLException e) {
        if (connectionIsGone(e)) {
            return new SqlFailure(CONNECTION_LOST, "08S01", "Lost connection to the server", Link.DOWN, e);
        }
        String state = Objects.requireNonNullElse(e.getSQLState(), "HY000");
        return new SqlFailure(e.getErrorCode(), state, text(e), Link.UP, e);
    }

    static SqlFailure ofConnect(ConnectOptions options, SQLException e) {
        if (e.getErrorCode() != 0) {
            String state = Objects.requireNonNullElse(e.getSQLState(), "HY000");
            return new SqlFailure(e.getErrorCode(), state, text(e), Link.DOWN, e);
        }
        Throwable root = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            root = t;
            if (t instanceof UnknownHostException) {
                return new SqlFailure(UNKNOWN_HOST, "HY000", "Unknown host '" + options.host() + "'", Link.DOWN, e);
            }
        }
        String where = options.host() + ":" + options.port();
        return new SqlFailure(
                CANNOT_CONNECT, "HY000", "Can't connect to " + where + " (" + reason(root) + ")", Link.DOWN, e);
    }

    static SqlFailure cancelled() {
        return new SqlFailure(INTERRUPTED, "70100", "Query execution was interrupted", Link.UP, null);
    }

    static SqlFailure givenUp(ConnectOptions options) {
        String where = options.host() + ":" + options.port();
        return new SqlFailure(CANNOT_CONNECT, "HY000", "Can't connect to " + where + " (interrupted)", Link.DOWN, null);
    }

    /**
     * Nothing was sent, as there is no connection.
     *
     * @return a failure
     */
    public static SqlFailure disconnected() {
        return new SqlFailure(CONNECTION_LOST, "08S01", "Not connected to the server", Link.DOWN, null);
    }

    private static boolean connectionIsGone(SQLException e) {
        String state = e.getSQLState();
        // 1053 server shutdown, 1152 aborted, 1158..1161 network, 1927 connection killed (MariaDB), 4031 idle too long.
        return (state != null && state.startsWith("08"))
                || e.getErrorCode() == 1053
                || e.getErrorCode() == 1927
                || e.getErrorCode() == 4031;
    }

    private static String reason(Throwable root) {
        if (root instanceof ConnectException || root instanceof SocketTimeoutException) {
            return Objects.requireNonNullElse(root.getMessage(), "no answer");
        }
        if (root instanceof CertPathBuilderException || root instanceof CertPathValidatorException) {
            return "the server's certificate is from no authority that is trusted: --ssl-ca names one";
        }
        String message = Objects.requireNonNullElse(
                        root.getMessage(), root.getClass().getSimpleName())
                .strip();
        return message.lines().findFirst().orElse(message);
    }

    private static String text(SQLException e) {
        String message =
                Objects.requireNonNullElse(e.getMessage(), "no message").strip();
        // The driver's own addition to what the server said.
        return e instanceof DataTruncation && message.startsWith(TRUNCATION)
                ? message.substring(TRUNCATION.length())
                : message;
    }

    /**
     * The server's error number.
     *
     * @return a positive number, or 0 when the driver itself refused
     */
    public int code() {
        return code;
    }

    /**
     * Tells whether the connection went down with the statement.
     *
     * @return true when nothing more can be sent without connecting anew
     */
    public boolean connectionLost() {
        return link == Link.DOWN;
    }

    /**
     * Tells whether trying again may help: nobody answers, or whoever answers has no primary to ask.
     *
     * @return false when it would be refused again
     */
    public boolean passing() {
        return connectionLost() || code == UNAVAILABLE;
    }

    /**
     * Tells whether no server has answered at all.
     *
     * @return false when one has refused
     */
    public boolean unreachable() {
        return code == CANNOT_CONNECT || code == UNKNOWN_HOST;
    }

    /**
     * The same with the place where the statement stands.
     *
     * @param place such as {@code changes.sql:3}
     * @return a failure whose message begins with it
     */
    public SqlFailure at(String place) {
        return new SqlFailure(code, state, place + ": " + getMessage(), link, this);
    }

    /**
     * One line for a person.
     *
     * @return for example {@code ERROR 1146 (42S02): Table 'a.b' doesn't exist}
     */
    public String line() {
        return "ERROR " + code + " (" + state + "): " + getMessage();
    }

    /**
     * One line for a person who has the script.
     *
     * @param at the number of the line in the script, from 1
     * @return for example {@code ERROR 1146 (42S02) at line 3: Table 'a.b' doesn't exist}
     */
    public String line(int at) {
        return "ERROR " + code + " (" + state + ") at line " + at + ": " + getMessage();
    }
}
