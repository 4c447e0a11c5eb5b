package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.sql.alter.PartitionClauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, on a {@link Trial}, what the server would make of an ALTER. Changes nothing that remains. */
final class Analysis {
    private static final Logger LOG = LoggerFactory.getLogger(Analysis.class);

    /** Seconds to wait for whoever locks the table; the scheduler waits meanwhile. */
    private static final int PATIENCE = 1;

    private final EngineContext context;

    Analysis(EngineContext context) {
        this.context = context;
    }

    /** How the server would do it at once; empty if it would not. */
    Optional<DirectPlan> instant(Migration migration, String alter) throws SQLException {
        AlterFacts facts = AlterFactsReader.read(alter);
        Optional<String> instant = AlterText.instant(alter);
        if (facts.partitionClause() || facts.renamesTable() || facts.foreignKeyClause() || instant.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = connect(migration)) {
            Optional<TableDef> source = SchemaReader.read(connection, migration.table());
            if (source.isEmpty()) {
                return Optional.empty();
            }
            try (Trial trial = Trial.open(
                    connection, migration, source.get(), context.clock().instant())) {
                return trial.isFaithful() ? instant(trial, source.get(), facts, instant.get()) : Optional.empty();
            }
        }
    }

    private static Optional<DirectPlan> instant(Trial trial, TableDef source, AlterFacts facts, String alter)
            throws SQLException {
        Optional<String> objection = trial.objection(alter);
        if (objection.isPresent()) {
            LOG.debug("not at once: {}", objection.get());
            return Optional.empty();
        }
        String after = Definition.digest(trial.describe());
        Inverse inverse = Inverse.find(trial, source, facts, source.name());
        return Optional.of(new DirectPlan(
                DirectPlan.Operation.INSTANT,
                alter,
                Definition.digest(source),
                after,
                inverse.statement(),
                inverse.refusal()));
    }

    /**
     * How the server would do it by itself.
     *
     * @throws MigrationFailure if it would not
     */
    DirectPlan byServer(Migration migration, String alter) throws MigrationFailure, SQLException {
        refuseUnsupported(alter);
        try (Connection connection = connect(migration)) {
            TableDef source = SchemaReader.read(connection, migration.table())
                    .orElseThrow(() -> new MigrationFailure("Table '" + migration.table()
                            + "' doesn't exist or is no base table (errno 1146) (sqlstate 42S02)"));
            String after = "";
            try (Trial trial =
                    Trial.open(connection, migration, source, context.clock().instant())) {
                boolean faithful = trial.isFaithful();
                Optional<String> objection = trial.objection(alter);
                if (objection.isPresent()) {
                    throw new MigrationFailure(objection.get());
                }
                after = faithful ? Definition.digest(trial.describe()) : "";
            }
            return new DirectPlan(
                    DirectPlan.Operation.NATIVE,
                    alter,
                    Definition.digest(source),
                    after,
                    "",
                    "nothing is kept of a table that the server itself alters");
        } catch (SQLException e) {
            if (SqlFault.isTransient(e) || e.getErrorCode() == 0) {
                throw e;
            }
            throw new MigrationFailure(SqlFault.describe(e), e);
        }
    }

    /** What a clone cannot show, or would do to other tables. */
    private static void refuseUnsupported(String alter) throws MigrationFailure {
        AlterFacts facts = AlterFactsReader.read(alter);
        if (facts.renamesTable()) {
            throw new MigrationFailure("ALTER TABLE ... RENAME is not supported in online DDL");
        }
        if (facts.foreignKeyClause()) {
            throw new MigrationFailure("foreign key constraints are not supported in 'mysql' strategy: a clone has none"
                    + " by which to try it; use ddl_strategy='vitess' or 'direct'");
        }
        if (facts.partitionClause() && PartitionClauses.concernRows(alter)) {
            throw new MigrationFailure("partition clauses about the rows of single partitions are not supported in"
                    + " online DDL: after a crash nobody could tell whether they were done; use ddl_strategy='direct'");
        }
    }

    private Connection connect(Migration migration) throws SQLException {
        Connection connection = context.db().dedicated();
        connection.setCatalog(migration.table().schema());
        Sql.update(connection, "SET SESSION lock_wait_timeout = ?", PATIENCE);
        return connection;
    }
}
