package dev.palinode.engine.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A small result set made by us, such as that of {@code SHOW VITESS_MIGRATIONS}.
 *
 * @param columns the columns, in order
 * @param rows each row has one value per column; empty is SQL NULL
 */
public record RowSet(List<Column> columns, List<List<Optional<String>>> rows) {
    public RowSet {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * One column.
     *
     * @param name the label that clients see
     * @param type how clients should read the text
     */
    public record Column(String name, Type type) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
        }
    }

    /** The few types that our own results have. */
    public enum Type {
        TEXT,
        INTEGER,
        DOUBLE,
        TIMESTAMP
    }
}
