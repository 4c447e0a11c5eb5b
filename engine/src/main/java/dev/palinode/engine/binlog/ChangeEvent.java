package dev.palinode.engine.binlog;

import dev.palinode.engine.model.stream.Position;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What a change source delivers. */
public sealed interface ChangeEvent {

    /**
     * One row changed; it counts only when a {@link Commit} follows.
     *
     * @param before the row as it was; empty for an insert
     * @param after the row as it is now; empty for a delete
     * @param transaction a position that contains the transaction and nothing else, to be looked for in other positions
     */
    record Row(Optional<RowImage> before, Optional<RowImage> after, Optional<Position> transaction)
            implements ChangeEvent {
        public Row {
            Objects.requireNonNull(transaction, "transaction");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * Everything before this is committed. Comes after each transaction that changed the table, and now and then for
     * those that did not.
     *
     * @param position where a stream that has applied everything before this may start again
     * @param sourceTime the source's clock when it wrote the newest event, whole seconds
     */
    record Commit(Position position, Instant sourceTime) implements ChangeEvent {
        public Commit {
            Objects.requireNonNull(position, "position");
            Objects.requireNonNull(sourceTime, "sourceTime");
        }
    }

    /**
     * A statement that may concern the table, such as an ALTER, TRUNCATE, DROP or RENAME by somebody else. It has been
     * executed when this comes; its {@link Commit} follows.
     *
     * @param schema the default schema of the session that sent it; may be empty
     * @param sql the statement's text
     */
    record Ddl(String schema, String sql) implements ChangeEvent {
        public Ddl {
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(sql, "sql");
        }
    }
}
