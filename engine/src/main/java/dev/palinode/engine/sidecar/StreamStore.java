package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The table {@code _vt.vreplication}. Every method works in the transaction of the connection that it is given. */
public final class StreamStore {
    private final String keyspace;
    private final String shard;

    public StreamStore(String keyspace, String shard) {
        this.keyspace = keyspace;
        this.shard = shard;
    }

    /** Adds a stream. */
    public void insert(Connection tx, StreamRow row) throws SQLException {
        String sql = "INSERT INTO _vt.vreplication (workflow, keyspace, shard, db_name, source_table, target_table,"
                + " column_renames, source_definition, target_definition, verify, pos, parked, state, message, time_updated, pos_written)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UNIX_TIMESTAMP(), UNIX_TIMESTAMP())";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, row.workflow().uuid());
            statement.setString(2, keyspace);
            statement.setString(3, shard);
            statement.setString(4, row.source().schema());
            statement.setString(5, row.source().table());
            statement.setString(6, row.target().table());
            statement.setString(7, encode(row.renames()));
            statement.setString(8, row.sourceDefinition());
            statement.setString(9, row.targetDefinition());
            statement.setBoolean(10, row.verify());
            statement.setString(11, row.position().encode());
            statement.setString(12, row.parked());
            statement.setString(13, row.state().sql());
            statement.setString(14, row.message());
            statement.executeUpdate();
        }
    }

    /** The stream of a migration. */
    public Optional<StreamRow> find(Connection connection, MigrationId workflow) throws SQLException {
        return find(connection, workflow, "");
    }

    /** The same, once nobody is about to change it: a commit that was under way has happened, or will not. */
    public Optional<StreamRow> findSettled(Connection tx, MigrationId workflow) throws SQLException {
        return find(tx, workflow, " LOCK IN SHARE MODE");
    }

    private static Optional<StreamRow> find(Connection connection, MigrationId workflow, String lock)
            throws SQLException {
        String sql = "SELECT db_name, source_table, target_table, column_renames, source_definition,"
                + " target_definition, verify, pos, COALESCE(parked, ''), state, message, UNIX_TIMESTAMP(created) FROM _vt.vreplication"
                + " WHERE workflow = ?" + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, workflow.uuid());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(workflow, rows)) : Optional.empty();
            }
        }
    }

    private static StreamRow read(MigrationId workflow, ResultSet rows) throws SQLException {
        TableName source = new TableName(rows.getString(1), rows.getString(2));
        return new StreamRow(
                workflow,
                source,
                source.sibling(rows.getString(3)),
                decode(rows.getString(4)),
                rows.getString(5),
                rows.getString(6),
                rows.getBoolean(7),
                Position.parse(rows.getString(8)),
                rows.getString(9),
                StreamRow.State.of(rows.getString(10)),
                rows.getString(11),
                Instant.ofEpochSecond(rows.getLong(12)));
    }

    /** Saves how far the binlog has been applied, in the transaction that applies it. */
    public void savePosition(Connection tx, MigrationId workflow, Position position, Instant sourceTime)
            throws SQLException {
        String sql = "UPDATE _vt.vreplication SET pos = ?, transaction_timestamp = ?, time_updated = UNIX_TIMESTAMP(),"
                + " pos_written = UNIX_TIMESTAMP() WHERE workflow = ? AND state = 'Running'";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, position.encode());
            statement.setLong(2, sourceTime.getEpochSecond());
            statement.setString(3, workflow.uuid());
            if (statement.executeUpdate() != 1) {
                throw new SQLException("the stream of migration " + workflow + " is no longer running");
            }
        }
    }

    /** Changes the position of a stream that does not run; it holds for the server as it runs now. */
    public void setPosition(Connection tx, MigrationId workflow, Position position) throws SQLException {
        String sql = "UPDATE _vt.vreplication SET pos = ?, time_updated = UNIX_TIMESTAMP(),"
                + " pos_written = UNIX_TIMESTAMP() WHERE workflow = ?";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, position.encode());
            statement.setString(2, workflow.uuid());
            statement.executeUpdate();
        }
    }

    /** A stream that goes on from another one's position has a position as old as that one's. */
    public void inheritTime(Connection tx, MigrationId from, MigrationId to) throws SQLException {
        String sql = "UPDATE _vt.vreplication a JOIN _vt.vreplication b ON b.workflow = ?"
                + " SET a.pos_written = b.pos_written WHERE a.workflow = ?";
        Sql.update(tx, sql, from.uuid(), to.uuid());
    }

    /** Saves which rows are still to be read, in the transaction that saves the position. */
    public void saveParked(Connection tx, MigrationId workflow, String parked) throws SQLException {
        Sql.update(tx, "UPDATE _vt.vreplication SET parked = ? WHERE workflow = ?", parked, workflow.uuid());
    }

    /** Writes something to the stream's row and nothing of meaning, to have a transaction in the binlog. */
    public void mark(Connection tx, MigrationId workflow) throws SQLException {
        Sql.update(tx, "UPDATE _vt.vreplication SET marks = marks + 1 WHERE workflow = ?", workflow.uuid());
    }

    /** Changes the state, whatever it was. */
    public void setState(Connection tx, MigrationId workflow, StreamRow.State state, String message)
            throws SQLException {
        String sql = "UPDATE _vt.vreplication SET state = ?, message = ?, time_updated = UNIX_TIMESTAMP()"
                + " WHERE workflow = ?";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, state.sql());
            statement.setString(2, message.length() > 16_000 ? message.substring(0, 16_000) : message);
            statement.setString(3, workflow.uuid());
            statement.executeUpdate();
        }
    }

    /**
     * Makes a running stream that of another workflow, with all that it has done. Where its rows were to be compared, they are.
     *
     * @param sourceDefinition SHOW CREATE TABLE of its source now
     * @return whether there was such a stream
     */
    public boolean rename(
            Connection tx,
            MigrationId from,
            MigrationId to,
            String sourceDefinition,
            String targetDefinition,
            boolean verify)
            throws SQLException {
        String sql = "UPDATE _vt.vreplication SET workflow = ?, source_definition = ?, target_definition = ?,"
                + " verify = (verify = 1 OR ?) WHERE workflow = ? AND state = 'Running'";
        return Sql.update(tx, sql, to.uuid(), sourceDefinition, targetDefinition, verify, from.uuid()) == 1;
    }

    /**
     * Makes the transaction one of the stream.
     *
     * @throws SQLException if the stream has ended, or been stopped; until the transaction's end it will not be
     */
    public void requireRunning(Connection tx, MigrationId workflow) throws SQLException {
        String sql = "SELECT 1 FROM _vt.vreplication WHERE workflow = ? AND state = 'Running' LOCK IN SHARE MODE";
        if (Sql.first(tx, sql, row -> true, workflow.uuid()).isEmpty()) {
            throw new SQLException("the stream of migration " + workflow + " does not run any more");
        }
    }

    /** From now on the stream's rows are to be compared, even if that was not wanted at first. */
    public void setVerify(Connection tx, MigrationId workflow) throws SQLException {
        Sql.update(tx, "UPDATE _vt.vreplication SET verify = 1 WHERE workflow = ?", workflow.uuid());
    }

    /** Whether the stream's position was written before the server was started, as far as seconds tell. */
    public boolean isOlderThanServer(Connection connection, MigrationId workflow) throws SQLException {
        long uptime = Sql.first(connection, "SHOW GLOBAL STATUS LIKE 'Uptime'", row -> row.getLong(2))
                .orElse((long) Integer.MAX_VALUE);
        String sql = "SELECT 1 FROM _vt.vreplication WHERE workflow = ? AND pos_written + ? <= UNIX_TIMESTAMP() + 1";
        return Sql.first(connection, sql, row -> true, workflow.uuid(), uptime).isPresent();
    }

    /** Whether a stream other than this one fills, or has filled, the table. */
    public boolean isFilled(Connection connection, TableName target, MigrationId except) throws SQLException {
        String sql = "SELECT 1 FROM _vt.vreplication WHERE db_name = ? AND target_table = ? AND workflow <> ?";
        return Sql.first(connection, sql, row -> true, target.schema(), target.table(), except.uuid())
                .isPresent();
    }

    /** Removes the stream. */
    public void delete(Connection tx, MigrationId workflow) throws SQLException {
        try (PreparedStatement statement = tx.prepareStatement("DELETE FROM _vt.vreplication WHERE workflow = ?")) {
            statement.setString(1, workflow.uuid());
            statement.executeUpdate();
        }
    }

    private static String encode(Map<String, String> renames) {
        StringBuilder out = new StringBuilder();
        renames.forEach((from, to) -> out.append(from).append('\t').append(to).append('\n'));
        return out.toString();
    }

    private static Map<String, String> decode(String text) {
        Map<String, String> renames = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                renames.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return renames;
    }
}
