package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the empty table of the new definition: a clone of the source to which the server applies the user's ALTER. */
final class ShadowTable {
    private final Connection connection;
    private final TableDef source;
    private final TableName shadow;

    ShadowTable(Connection connection, TableDef source, TableName shadow) {
        this.connection = connection;
        this.source = source;
        this.shadow = shadow;
    }

    /** The shadow as the server describes it; a half-made one of an earlier attempt is replaced. */
    TableDef create(Migration migration, AlterFacts facts) throws SQLException, MigrationFailure {
        connection.setCatalog(shadow.schema());
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + shadow.quoted());
            statement.execute(
                    "CREATE TABLE " + shadow.quoted() + " LIKE " + source.name().quoted());
            alter(migration, facts);
            TableDef made = read();
            if (source.autoIncrement().isPresent() && made.autoIncrement().isPresent() && !facts.setsAutoIncrement()) {
                statement.execute("ALTER TABLE " + shadow.quoted() + " AUTO_INCREMENT = "
                        + source.autoIncrement().get());
            }
            if (!made.engine().equalsIgnoreCase("InnoDB")) {
                throw new MigrationFailure("the new definition uses the storage engine " + made.engine()
                        + "; rows and position can only be committed together in InnoDB");
            }
            return made;
        }
    }

    /** As if the user had sent it in the session of its submission; what the server says is what the user reads. */
    private void alter(Migration migration, AlterFacts facts) throws SQLException, MigrationFailure {
        try (UserSession session = UserSession.open(connection, migration, shadow.schema())) {
            String statement = NameRewriter.withTable(migration.statement(), shadow);
            session.statement().execute(CheckNames.translate(statement, source, read()));
            TableDef made = read();
            ZoneRule.check(session.statement(), source, made, facts);
            ZeroDateRule.check(connection, source, made, facts);
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

    private TableDef read() throws SQLException, MigrationFailure {
        return SchemaReader.read(connection, shadow)
                .orElseThrow(() -> new MigrationFailure("the new table " + shadow + " is not there"));
    }
}
