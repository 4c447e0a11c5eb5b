package dev.palinode.engine.migration.declare;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.schema.diff.TableDiff;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** Finds out what a declared table or view asks for. Changes nothing that remains. */
public final class DeclarationReader {
    private final Db db;
    private final InstantSource clock;

    public DeclarationReader(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * Compares what is declared with what is there.
     *
     * @throws MigrationFailure if it cannot be done
     */
    public Declared read(Migration migration) throws MigrationFailure, SQLException {
        try (Connection connection = db.dedicated()) {
            return migration.isView() ? view(connection, migration) : table(connection, migration);
        } catch (IllegalArgumentException e) {
            throw new MigrationFailure("table " + migration.table() + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw MigrationFailure.of(e);
        }
    }

    private Declared table(Connection connection, Migration migration) throws SQLException, MigrationFailure {
        Optional<TableDef> present = SchemaReader.read(connection, migration.table());
        if (present.isEmpty()) {
            if (SchemaReader.exists(connection, migration.table())) {
                throw new MigrationFailure(migration.table() + " is there, and is no base table");
            }
            return Declared.created();
        }
        TableDef wanted = DeclaredTable.describe(connection, db.dialect(), clock.instant(), migration);
        return Declared.difference(TableDiff.alter(
                present.get(), wanted, DdlStrategyParser.of(migration).renamedColumns()));
    }

    private Declared view(Connection connection, Migration migration) throws SQLException {
        if (!SchemaReader.exists(connection, migration.table())) {
            return Declared.created();
        }
        String replace = ViewStatement.read(migration.statement()).replace(migration.table());
        if (DeclaredView.isReplaced(connection, migration)) {
            return Declared.difference(Optional.of(replace));
        }
        ViewStatement present = Views.read(connection, migration.table());
        boolean same =
                DeclaredView.describe(connection, clock.instant(), migration).sameAs(present);
        return Declared.difference(same ? Optional.empty() : Optional.of(replace));
    }
}
