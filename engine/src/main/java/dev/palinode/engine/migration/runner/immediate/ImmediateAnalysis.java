package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.sql.classify.NameRewriter;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Finds out what would become of a CREATE, a DROP or a change of a view: the server is shown the statement with another
 * name in it, and what that makes is dropped. Changes nothing that remains.
 */
public final class ImmediateAnalysis {
    private final Db db;
    private final InstantSource clock;

    public ImmediateAnalysis(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * Why there is nothing to do; empty if there is something.
     *
     * @throws MigrationFailure if it cannot be done
     */
    public Optional<String> nothing(Migration migration) throws MigrationFailure, SQLException {
        TableName trial = migration
                .table()
                .sibling(GcName.passing(MigrationId.generate(), clock.instant()).table());
        try (Connection connection = db.dedicated()) {
            connection.setCatalog(trial.schema());
            return migration.action() == DdlAction.DROP
                    ? drop(connection, migration)
                    : migration.isView() ? view(connection, migration, trial) : create(connection, migration, trial);
        } catch (SQLException e) {
            String table = migration.table().table();
            throw MigrationFailure.of(
                    e,
                    SqlFault.describe(e)
                            .replace(trial.quoted(), TableName.quote(table))
                            .replace(trial.table(), table));
        }
    }

    private static Optional<String> drop(Connection connection, Migration migration)
            throws MigrationFailure, SQLException {
        if (!SchemaReader.exists(connection, migration.table())) {
            return Optional.of(DropRunner.missing(migration));
        }
        HeldTables.refuseWhatCannotBeHidden(connection, migration);
        return Optional.empty();
    }

    private static Optional<String> create(Connection connection, Migration migration, TableName trial)
            throws MigrationFailure, SQLException {
        boolean exists = SchemaReader.exists(connection, migration.table());
        try {
            if (exists) {
                boolean view = Views.exists(connection, migration.table());
                Sql.update(
                        connection,
                        "CREATE " + (view ? "VIEW " : "TABLE ") + trial.quoted()
                                + (view ? " AS SELECT 1 AS a" : " (a INT)"));
            }
            try (UserSession session = UserSession.open(connection, migration, trial.schema())) {
                session.statement().execute(NameRewriter.withTable(migration.statement(), trial));
            }
            CreateRunner.refuseNothingMade(SchemaReader.exists(connection, trial), migration);
            return exists ? Optional.of(CreateRunner.thereAlready(migration)) : Optional.empty();
        } finally {
            clear(connection, trial);
        }
    }

    private Optional<String> view(Connection connection, Migration migration, TableName trial)
            throws MigrationFailure, SQLException {
        ViewStatement wanted = ViewStatement.read(migration.statement());
        if (!ViewRunner.replaces(wanted, migration)) {
            return create(connection, migration, trial);
        }
        if (!wanted.isAlter() && !SchemaReader.exists(connection, migration.table())) {
            Migration created = migration.as(DdlAction.CREATE, wanted.create(migration.table()));
            return create(connection, created, trial);
        }
        ViewStatement old = Views.read(connection, migration.table());
        try {
            ViewRunner.make(connection, migration, ViewRunner.merged(wanted, old, db.dialect()), trial);
            return Optional.empty();
        } finally {
            clear(connection, trial);
        }
    }

    private static void clear(Connection connection, TableName trial) throws SQLException {
        boolean view = Views.exists(connection, trial);
        Sql.update(connection, "DROP " + (view ? "VIEW" : "TABLE") + " IF EXISTS " + trial.quoted());
    }
}
