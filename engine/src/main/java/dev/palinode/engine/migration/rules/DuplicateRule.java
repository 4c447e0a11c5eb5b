package dev.palinode.engine.migration.rules;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a migration was done already: the same statement in the same context that the user has named, as a tool sends
 * it that lost its connection and begins again. In a context that nobody named, and where anything else has completed
 * on the table since, the same statement means the same work once more.
 */
public final class DuplicateRule {
    /** How the context of a session begins that has not named one (Vitess's). */
    private static final String UNNAMED = "vtgate:";

    private final Db db;
    private final MigrationReader migrations;

    public DuplicateRule(Db db, MigrationReader migrations) {
        this.db = db;
        this.migrations = migrations;
    }

    /** The migration that has done what this one is about to do. */
    public Optional<Migration> find(Migration migration) throws SQLException {
        boolean declared = DdlStrategyParser.of(migration).has(DdlStrategy.Flag.DECLARATIVE);
        if (migration.isRevert()
                || declared
                || migration.context().isEmpty()
                || migration.context().startsWith(UNNAMED)) {
            return Optional.empty();
        }
        Optional<Migration> same = migrations
                .lastCompleted(migration.table())
                .filter(last -> !last.isRevert()
                        && last.context().equals(migration.context())
                        && last.statement().equals(migration.statement()));
        return same.isPresent() && isStillDone(migration.table(), migration.action()) ? same : Optional.empty();
    }

    /** What is said of it then. */
    public static String message(Migration migration, Migration done) {
        return "duplicate DDL as " + done.id() + " for migration context " + migration.context();
    }

    /** Somebody may have dropped or made the table past the migrations. */
    private boolean isStillDone(TableName table, DdlAction action) throws SQLException {
        boolean exists = db.with(connection -> SchemaReader.exists(connection, table));
        return exists != (action == DdlAction.DROP);
    }
}
