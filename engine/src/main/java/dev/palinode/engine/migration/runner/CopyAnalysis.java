package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ShadowAnalysis;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.notes.SchemaNotes;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.sql.alter.PartitionClauses;
import dev.palinode.engine.stream.plan.PlanBuilder;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** All that is decided about an ALTER by copy before a row is copied. */
public final class CopyAnalysis {
    private final Migration migration;
    private final AlterFacts facts;
    private final Refusals refusals;

    /**
     * What the ALTER comes to.
     *
     * @param rows which columns and keys the rows are carried by
     * @param renames source column to target column, of those not kept under their name
     * @param notes what the new table lets in that the old one would not
     */
    public record Change(RowPlan rows, Map<String, String> renames, SchemaNotes notes) {
        public TableDef source() {
            return rows.source();
        }

        public TableDef target() {
            return rows.target();
        }
    }

    private CopyAnalysis(Migration migration, AlterFacts facts, Refusals refusals) {
        this.migration = migration;
        this.facts = facts;
        this.refusals = refusals;
    }

    /** Reads the text; empty if nobody needs to look at the tables any more. */
    public static Optional<CopyAnalysis> of(Migration migration, Refusals refusals)
            throws MigrationFailure, SQLException {
        AlterFacts facts = AlterFactsReader.read(migration.statement());
        boolean readable = refusals.hear(
                () -> refuseName(facts),
                () -> refusePartitions(migration.statement(), facts),
                () -> refuseForeignKeys(facts));
        return readable ? Optional.of(new CopyAnalysis(migration, facts, refusals)) : Optional.empty();
    }

    /** What no table can be altered by, whoever does it. */
    public static void refuseName(AlterFacts facts) throws MigrationFailure {
        if (facts.renamesTable()) {
            throw new MigrationFailure("ALTER TABLE ... RENAME is not supported in online DDL");
        }
    }

    /** The same of foreign keys. */
    public static void refuseForeignKeys(AlterFacts facts) throws MigrationFailure {
        if (facts.foreignKeyClause()) {
            throw new MigrationFailure("foreign key constraints are not supported in online DDL");
        }
    }

    private static void refusePartitions(String statement, AlterFacts facts) throws MigrationFailure {
        if (facts.partitionClause() && PartitionClauses.concernRows(statement)) {
            throw new MigrationFailure(
                    "partition clauses about the rows of single partitions are not supported in online DDL: on the"
                            + " empty new table they would not do what they say; use ddl_strategy='direct'");
        }
    }

    /**
     * Makes the empty table of the new definition, and looks at both.
     *
     * @param shadow its name; it stays, whatever comes out
     * @return empty if a kept refusal leaves nothing to look at
     */
    public Optional<Change> onTable(Connection connection, TableName shadow) throws MigrationFailure, SQLException {
        Optional<TableDef> source = refusals.take(() -> SourceChecks.check(connection, migration.table(), refusals));
        if (source.isEmpty()) {
            return Optional.empty();
        }
        TableDef from = source.get();
        return refusals.take(() -> {
            TableDef target = new ShadowTable(connection, from, shadow, refusals).create(migration, facts);
            return compare(from, target);
        });
    }

    private Change compare(TableDef source, TableDef target) throws MigrationFailure {
        try {
            Map<String, String> renames = ShadowAnalysis.renames(source, target, facts);
            SchemaNotes notes = SchemaNotes.of(source, target, renames);
            return new Change(PlanBuilder.build(source, target, renames), renames, notes);
        } catch (ShadowAnalysis.Unexplained | PlanBuilder.NoPlan e) {
            throw new MigrationFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
