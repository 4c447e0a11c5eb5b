package dev.palinode.engine.migration.declare;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.dialect.MariaDbDialect;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableDiff;
import dev.palinode.engine.schema.diff.TrialNames;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A declared table as the server understands it: it is made under another name, looked at, and dropped. */
final class DeclaredTable {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredTable.class);

    /** A child locks its parents when it is made: whoever uses them, and whoever comes after, is not kept for long. */
    private static final String SHORT_WAIT = "SET SESSION lock_wait_timeout = 1";

    private DeclaredTable() {}

    /** Describes it; what a crash leaves has a name by which the collector drops it. */
    static TableDef describe(Connection connection, Dialect dialect, Instant now, Migration migration)
            throws SQLException, MigrationFailure {
        String name = GcName.passing(MigrationId.generate(), now).table();
        TableName table = migration.table().sibling(name);
        boolean ownNames = dialect instanceof MariaDbDialect;
        String create = ownNames ? migration.statement() : TableDiff.withoutCheckNames(migration.statement());
        try {
            TrialNames names = TrialNames.of(create);
            // A key to the table itself may need a column that the one that is there has not got.
            String alone = NameRewriter.withParent(names.statement(), migration.table(), table);
            make(connection, migration, NameRewriter.withTable(alone, table));
            return SchemaReader.read(connection, table)
                    .map(names::back)
                    .map(made -> TrialNames.referring(made, migration.table()))
                    .orElseThrow(() -> new MigrationFailure("the statement has run, but there is no table"));
        } finally {
            drop(connection, table);
        }
    }

    /** A child locks its parents also while it is dropped; where one is in use, the collector does it later. */
    private static void drop(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SHORT_WAIT);
            statement.execute("DROP TABLE IF EXISTS " + table.quoted());
            Db.restore(statement);
        } catch (SQLException e) {
            if (!SqlFault.isLocking(e)) {
                throw e;
            }
            LOG.info("{} is left to the collector: {}", table, e.getMessage());
        }
    }

    private static void make(Connection connection, Migration migration, String create) throws SQLException {
        try (UserSession session =
                UserSession.open(connection, migration, migration.table().schema())) {
            session.statement().execute(SHORT_WAIT);
            session.statement().execute(create);
        }
    }
}
