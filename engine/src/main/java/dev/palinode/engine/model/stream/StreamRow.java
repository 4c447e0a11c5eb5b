package dev.palinode.engine.model.stream;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One row of {@code _vt.vreplication}.
 *
 * @param workflow the migration that it belongs to
 * @param source the table that is read
 * @param target the table that is filled
 * @param renames source column to target column, of those that change their name
 * @param sourceDefinition SHOW CREATE TABLE of the source when the stream was made
 * @param targetDefinition SHOW CREATE TABLE of the target when the stream was made
 * @param verify whether a checksum must be good before the cut-over
 * @param position up to where the binlog has been applied
 * @param parked rows up to there that are still to be read, as the stream writes them; empty if there are none
 * @param state what the stream is doing, or how it ended
 * @param message the reason of an error
 * @param created when it was made
 */
public record StreamRow(
        MigrationId workflow,
        TableName source,
        TableName target,
        Map<String, String> renames,
        String sourceDefinition,
        String targetDefinition,
        boolean verify,
        Position position,
        String parked,
        State state,
        String message,
        Instant created) {

    public StreamRow {
        Objects.requireNonNull(workflow, "workflow");
        renames = Map.copyOf(renames);
    }

    /** The states of a stream, named as in Vitess. */
    public enum State {
        /** Copies, applies, or follows: which of these it is follows from its ranges and its position. */
        RUNNING("Running"),
        /** Ended at a cut-over or by a user; its position is that of the end. */
        STOPPED("Stopped"),
        /** Can never succeed. */
        ERROR("Error");

        private final String sql;

        State(String sql) {
            this.sql = sql;
        }

        /** The spelling in the table. */
        public String sql() {
            return sql;
        }

        /** The state with that spelling. */
        public static State of(String sql) {
            for (State state : values()) {
                if (state.sql.equals(sql)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no stream state: " + sql);
        }
    }
}
