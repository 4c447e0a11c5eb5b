package dev.palinode.shell.client;

import com.mysql.cj.jdbc.JdbcStatement;
import com.mysql.cj.jdbc.result.ResultSetInternalMethods;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a statement answered: one result after the other, each either rows or a count. Close it before the next. */
public final class Answer implements AutoCloseable {
    private final Statement statement;
    private final BooleanSupplier cancelled;
    private Optional<RowCursor> rows;

    Answer(Statement statement, boolean hasRows, BooleanSupplier cancelled) throws SQLException {
        this.statement = statement;
        this.cancelled = cancelled;
        this.rows = cursor(hasRows);
    }

    private Optional<RowCursor> cursor(boolean hasRows) throws SQLException {
        if (!hasRows) {
            return Optional.empty();
        }
        ResultSet result = Objects.requireNonNull(statement.getResultSet(), "rows were announced");
        return Optional.of(new RowCursor(result, cancelled));
    }

    /**
     * The rows of the current result.
     *
     * @return empty when this result is a count
     */
    public Optional<RowCursor> rows() {
        return rows;
    }

    /**
     * How many rows the current result changed.
     *
     * @return 0 for a statement that changes none
     * @throws SqlFailure when the driver does not know
     */
    public long affected() throws SqlFailure {
        try {
            return Math.max(0, statement.getLargeUpdateCount());
        } catch (SQLException e) {
            throw SqlFailure.ofStatement(e);
        }
    }

    /**
     * What else the server says about the current result.
     *
     * @return such as {@code Rows matched: 1  Changed: 0  Warnings: 0}; empty when it says nothing
     */
    public String info() {
        if (statement instanceof JdbcStatement jdbc) {
            ResultSetInternalMethods result = jdbc.getResultSetInternal();
            return result == null || result.getServerInfo() == null ? "" : result.getServerInfo();
        }
        return "";
    }

    /**
     * The warnings of the statement. To be asked after the last row; costs a round trip when there are any.
     *
     * @return a line for each that the server kept
     */
    public List<String> warnings() {
        try {
            List<String> lines = new ArrayList<>();
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                lines.add("Warning " + w.getErrorCode() + ": " + w.getMessage());
            }
            return lines;
        } catch (SQLException e) {
            return List.of();
        }
    }

    /**
     * Goes to the next result.
     *
     * @return false when there is none
     * @throws SqlFailure when what follows is an error
     */
    public boolean more() throws SqlFailure {
        try {
            boolean hasRows = statement.getMoreResults();
            rows = cursor(hasRows);
            return hasRows || statement.getLargeUpdateCount() != -1;
        } catch (SQLException e) {
            throw SqlFailure.ofStatement(e);
        }
    }

    /** Reads and drops what is left, so that the connection is free for the next statement. */
    @Override
    public void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            // What is wrong with the connection shows at the next statement.
            rows = Optional.empty();
        }
    }
}
