package dev.palinode.shell.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The rows of one result, read from the socket as they are asked for. Used by one thread. */
public final class RowCursor {
    private final ResultSet rows;
    private final List<Column> columns;
    private final BooleanSupplier cancelled;

    RowCursor(ResultSet rows, BooleanSupplier cancelled) throws SQLException {
        this.rows = rows;
        this.columns = Columns.of(rows.getMetaData());
        this.cancelled = cancelled;
    }

    /**
     * The columns.
     *
     * @return in the order of the values
     */
    public List<Column> columns() {
        return columns;
    }

    /**
     * Reads one row.
     *
     * @return its values as text, empty for NULL; an empty answer after the last row
     * @throws SqlFailure when the statement failed half-way, was cancelled, or the connection was lost
     */
    public Optional<List<Optional<String>>> next() throws SqlFailure {
        if (cancelled.getAsBoolean()) {
            throw SqlFailure.cancelled();
        }
        try {
            return rows.next() ? Optional.of(read()) : Optional.empty();
        } catch (SQLException e) {
            throw SqlFailure.ofStatement(e);
        }
    }

    private List<Optional<String>> read() throws SQLException {
        List<Optional<String>> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            values.add(Optional.ofNullable(rows.getBytes(i + 1)).map(bytes -> Columns.text(column, bytes)));
        }
        return values;
    }
}
