package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.CheckConstraints;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.ConstraintNames;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/**
 * An empty clone of a table, on which the server shows what it makes of an ALTER. What a crash leaves has a name by
 * which the collector drops it.
 */
public final class Trial implements AutoCloseable {
    private final Connection connection;
    private final Migration migration;
    private final TableDef source;
    private final TableName clone;
    private final ConstraintNames names;

    private Trial(Connection connection, Migration migration, TableDef source, TableName clone, ConstraintNames names) {
        this.connection = connection;
        this.migration = migration;
        this.source = source;
        this.clone = clone;
        this.names = names;
    }

    /** Makes the clone. */
    public static Trial open(Connection connection, Migration migration, TableDef source, Instant now)
            throws SQLException {
        MigrationId seed = MigrationId.generate();
        TableName clone = source.name().sibling(GcName.passing(seed, now).table());
        execute(
                connection,
                "CREATE TABLE " + clone.quoted() + " LIKE " + source.name().quoted());
        try {
            CheckConstraints checks = new CheckConstraints(source, read(connection, clone), seed.uuid());
            Optional<String> renaming = checks.renaming(clone);
            if (renaming.isPresent()) {
                execute(connection, renaming.get());
            }
            return new Trial(connection, migration, source, clone, checks.names());
        } catch (SQLException | RuntimeException e) {
            execute(connection, "DROP TABLE IF EXISTS " + clone.quoted());
            throw e;
        }
    }

    /** Whether the clone is as the table is, so that what can be seen of it holds for the table. */
    public boolean isFaithful() throws SQLException {
        return Definition.digest(describe()).equals(Definition.digest(source));
    }

    /** Runs an ALTER of the table on the clone, in a session like the submitter's. */
    void asUser(String alter) throws SQLException {
        try (UserSession session =
                UserSession.open(connection, migration, source.name().schema())) {
            session.statement().execute(names.rewrite(NameRewriter.withTable(alter, clone)));
        }
    }

    /** What the server says against that; empty if it did it. */
    public Optional<String> objection(String alter) throws SQLException {
        try {
            asUser(alter);
            return Optional.empty();
        } catch (SQLException e) {
            if (SqlFault.isTransient(e) || SqlFault.isFull(e)) {
                throw e;
            }
            return Optional.of(
                    SqlFault.describe(e).replace(clone.table(), source.name().table()));
        }
    }

    /** The clone as it is now. */
    public TableDef describe() throws SQLException {
        return read(connection, clone);
    }

    private static TableDef read(Connection connection, TableName table) throws SQLException {
        return SchemaReader.read(connection, table)
                .orElseThrow(() -> new SQLException("table " + table + " is gone, or is no base table"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute(connection, "DROP TABLE IF EXISTS " + clone.quoted());
    }
}
