package dev.palinode.engine.migration.runner;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ShadowAnalysis;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.TargetKeys;
import dev.palinode.engine.schema.notes.SchemaNotes;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.alter.AlterClauses;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.sql.alter.PartitionClauses;
import dev.palinode.engine.stream.plan.PlanBuilder;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that is decided about an ALTER by copy before a row is copied. */
public final class CopyAnalysis {
    /** For open transactions that use a parent; those that go on then are waited for by the server. */
    private static final Duration HELD = Duration.ofSeconds(2);

    /** Above that and the few lock waits of a second each that making the table may take. */
    private static final Duration OPENS = Duration.ofSeconds(10);

    private final Db db;
    private final Migration migration;
    private final DdlStrategy strategy;
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

    private CopyAnalysis(Db db, Migration migration, DdlStrategy strategy, AlterFacts facts, Refusals refusals) {
        this.db = db;
        this.migration = migration;
        this.strategy = strategy;
        this.facts = facts;
        this.refusals = refusals;
    }

    /** Reads the text; empty if nobody needs to look at the tables any more. */
    public static Optional<CopyAnalysis> of(Db db, Migration migration, Refusals refusals)
            throws MigrationFailure, SQLException {
        AlterFacts facts = AlterFactsReader.read(migration.statement());
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        boolean readable =
                refusals.hear(() -> refuseName(facts), () -> refuseRowsAndFiles(migration.statement(), facts));
        return readable ? Optional.of(new CopyAnalysis(db, migration, strategy, facts, refusals)) : Optional.empty();
    }

    /** What no table can be altered by, whoever does it. */
    public static void refuseName(AlterFacts facts) throws MigrationFailure {
        if (facts.renamesTable()) {
            throw new MigrationFailure("ALTER TABLE ... RENAME is not supported in online DDL");
        }
    }

    /** What a new table that is empty at first would not show, whoever fills it. */
    public static void refuseOnEmptyTable(String alter) throws MigrationFailure {
        AlterFacts facts = AlterFactsReader.read(alter);
        refuseName(facts);
        refuseRowsAndFiles(alter, facts);
    }

    private static void refuseRowsAndFiles(String statement, AlterFacts facts) throws MigrationFailure {
        if (AlterClauses.isAboutFile(statement)) {
            throw new MigrationFailure(
                    "DISCARD and IMPORT TABLESPACE are not supported in online DDL: they are about the"
                            + " file of the table that is there; use ddl_strategy='direct'");
        }
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
     * @param gate holds clients while the new table has foreign keys: it is a child of their parents for that moment
     * @return empty if a kept refusal leaves nothing to look at
     */
    public Optional<Change> onTable(Connection connection, TableName shadow, TrafficGate gate)
            throws MigrationFailure, SQLException {
        Optional<TableDef> source =
                refusals.take(() -> SourceChecks.check(connection, migration.table(), strategy, refusals));
        if (source.isEmpty()) {
            return Optional.empty();
        }
        TableDef from = source.get();
        return refusals.take(() -> {
            TableDef target = make(connection, from, shadow, gate);
            refusals.hear(() -> SourceChecks.refuseCascades(connection, target, strategy));
            return compare(from, target);
        });
    }

    /** Looks for rows without a parent, of which a new foreign key tells; all rows are read, which may take long. */
    public void refuseOrphans(Change change) throws MigrationFailure, SQLException {
        TargetKeys keys = TargetKeys.of(db, migration.id(), change.source(), change.target(), change.renames());
        refusals.hear(() -> SourceChecks.refuseOrphans(keys, strategy));
    }

    private TableDef make(Connection connection, TableDef from, TableName shadow, TrafficGate gate)
            throws MigrationFailure, SQLException {
        ShadowTable table = new ShadowTable(connection, from, shadow, refusals);
        Set<TableName> parents = ForeignKeyDef.parents(from, migration.statement());
        if (parents.isEmpty()) {
            return table.create(migration, facts);
        }
        parents.add(from.name());
        try (TrafficGate.Closed closed = gate.close(parents, HELD, OPENS)) {
            return create(table, closed.blockers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private TableDef create(ShadowTable table, List<String> blockers) throws MigrationFailure, SQLException {
        try {
            return table.create(migration, facts);
        } catch (SQLException e) {
            if (blockers.isEmpty() || !SqlFault.isLocking(e)) {
                throw e;
            }
            String message = e.getMessage() + "; in transactions on the tables of its foreign keys: " + blockers;
            throw new SQLException(message, e.getSQLState(), e.getErrorCode(), e);
        }
    }

    private Change compare(TableDef source, TableDef target) throws MigrationFailure, SQLException {
        try {
            Map<String, String> renames = ShadowAnalysis.renames(source, target, facts);
            SchemaNotes notes = SchemaNotes.of(source, target, renames);
            return new Change(PlanBuilder.build(source, target, renames), renames, notes);
        } catch (ShadowAnalysis.Unexplained | PlanBuilder.NoPlan e) {
            throw new MigrationFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
