package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.CheckConstraints;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.ConstraintNames;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Makes the empty table of the new definition: a clone of the source to which the server applies the user's ALTER. */
final class ShadowTable {
    private static final int ER_ONE_FULLTEXT_AT_A_TIME = 1795;

    private final Connection connection;
    private final TableDef source;
    private final TableName shadow;
    private final Refusals refusals;

    ShadowTable(Connection connection, TableDef source, TableName shadow, Refusals refusals) {
        this.connection = connection;
        this.source = source;
        this.shadow = shadow;
        this.refusals = refusals;
    }

    /** The shadow as the server describes it; a half-made one of an earlier attempt is replaced. */
    TableDef create(Migration migration, AlterFacts facts) throws SQLException, MigrationFailure {
        connection.setCatalog(shadow.schema());
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + shadow.quoted());
            statement.execute(
                    "CREATE TABLE " + shadow.quoted() + " LIKE " + source.name().quoted());
            CheckConstraints checks =
                    new CheckConstraints(source, read(), migration.id().uuid());
            Optional<String> renaming = checks.renaming(shadow);
            if (renaming.isPresent()) {
                statement.execute(renaming.get());
            }
            alter(migration, facts, checks.names());
            TableDef made = read();
            if (source.autoIncrement().isPresent() && made.autoIncrement().isPresent() && !facts.setsAutoIncrement()) {
                statement.execute("ALTER TABLE " + shadow.quoted() + " AUTO_INCREMENT = "
                        + source.autoIncrement().get());
            }
            refusals.hear(() -> refuseEngine(made));
            return made;
        }
    }

    private static void refuseEngine(TableDef made) throws MigrationFailure {
        if (!made.engine().equalsIgnoreCase("InnoDB")) {
            throw new MigrationFailure("the new definition uses the storage engine " + made.engine()
                    + "; rows and position can only be committed together in InnoDB");
        }
    }

    /** As if the user had sent it in the session of its submission; what the server says is what the user reads. */
    private void alter(Migration migration, AlterFacts facts, ConstraintNames names)
            throws SQLException, MigrationFailure {
        try (UserSession session = UserSession.open(connection, migration, shadow.schema())) {
            execute(session.statement(), names.rewrite(NameRewriter.withTable(migration.statement(), shadow)));
            TableDef made = read();
            refusals.hear(() -> TemporalRules.refuseZones(connection, source, made, facts));
            refusals.hear(() -> TemporalRules.refuseZeroDates(connection, source, made, facts));
        } catch (SQLException e) {
            if (SqlFault.isTransient(e)) {
                throw e;
            }
            String message = String.valueOf(e.getMessage())
                    .replace(shadow.table(), source.name().table());
            throw new MigrationFailure(
                    message + " (errno " + e.getErrorCode() + ") (sqlstate " + e.getSQLState() + ")", e);
        }
    }

    /** Two FULLTEXT keys at once the server makes only by its own copy, which costs nothing on an empty table. */
    private static void execute(Statement statement, String alter) throws SQLException {
        try {
            statement.execute(alter);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_ONE_FULLTEXT_AT_A_TIME) {
                throw e;
            }
            statement.execute(alter + ", ALGORITHM=COPY");
        }
    }

    private TableDef read() throws SQLException, MigrationFailure {
        Optional<TableDef> made = SchemaReader.read(connection, shadow);
        return made.isPresent() ? made.get() : SourceChecks.noPlainTable(connection, shadow);
    }
}
