package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.CopyAnalysis;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.Refusals;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.sql.alter.PartitionClauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, on an empty clone, what the server itself would make of an ALTER. Changes nothing that remains. */
public final class Analysis {
    private static final Logger LOG = LoggerFactory.getLogger(Analysis.class);

    /** Seconds to wait for whoever locks the table; the scheduler waits meanwhile. */
    private static final int PATIENCE = 1;

    private static final String UNSHOWN =
            "an empty clone cannot show what it does to names, partitions or foreign keys";
    private static final String NO_TABLE = "there is no such table";

    private final Db db;
    private final InstantSource clock;

    /**
     * What the server says to doing it at once.
     *
     * @param plan how it would; empty if it would not
     * @param objection if it would not, why
     */
    public record Instant(Optional<DirectPlan> plan, String objection) {
        private static Instant not(String objection) {
            LOG.debug("not at once: {}", objection);
            return new Instant(Optional.empty(), objection);
        }
    }

    public Analysis(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Whether the migration's strategy has an ALTER done at once where that is possible. */
    public static boolean prefersInstant(Migration migration) {
        return DdlStrategyParser.of(migration).has(DdlStrategy.Flag.PREFER_INSTANT_DDL);
    }

    /**
     * How the server does an ALTER under the migration's strategy; empty if it is to be done by copy, or was refused.
     *
     * @param mayBeInstant whether it may be done at once where the strategy wants that
     */
    public Optional<DirectPlan> plan(Migration migration, boolean mayBeInstant, Refusals refusals)
            throws MigrationFailure, SQLException {
        Optional<DirectPlan> plan = mayBeInstant && prefersInstant(migration)
                ? instant(migration, migration.statement()).plan()
                : Optional.empty();
        return plan.isEmpty() && isServers(migration) ? byServer(migration, refusals) : plan;
    }

    /** Whether the strategy leaves an ALTER to the server, whatever it takes. */
    public static boolean isServers(Migration migration) {
        return DdlStrategyParser.of(migration).kind() == DdlStrategy.Kind.MYSQL;
    }

    /** What the server would lock for an ALTER that it does itself. */
    public ServerLocks locks(Migration migration) throws SQLException {
        AlterFacts facts = AlterFactsReader.read(migration.statement());
        if (facts.partitionClause() || facts.renamesTable() || facts.foreignKeyClause()) {
            return ServerLocks.unknown(UNSHOWN);
        }
        try (Connection connection = connect(migration)) {
            Optional<TableDef> source = SchemaReader.read(connection, migration.table());
            if (source.isEmpty()) {
                return ServerLocks.unknown(NO_TABLE);
            }
            try (Trial trial = Trial.open(connection, migration, source.get(), clock.instant())) {
                return ServerLocks.of(trial, migration.statement());
            }
        }
    }

    /** How the server would do it at once. */
    public Instant instant(Migration migration, String alter) throws SQLException {
        AlterFacts facts = AlterFactsReader.read(alter);
        Optional<String> instant = AlterText.instant(alter);
        if (facts.partitionClause() || facts.renamesTable() || facts.foreignKeyClause()) {
            return Instant.not(UNSHOWN);
        }
        if (instant.isEmpty()) {
            return Instant.not("the statement names another algorithm");
        }
        try (Connection connection = connect(migration)) {
            Optional<TableDef> source = SchemaReader.read(connection, migration.table());
            if (source.isEmpty()) {
                return Instant.not(NO_TABLE);
            }
            try (Trial trial = Trial.open(connection, migration, source.get(), clock.instant())) {
                return trial.isFaithful()
                        ? instant(trial, source.get(), facts, instant.get())
                        : Instant.not("an empty clone of the table differs from it");
            }
        }
    }

    private static Instant instant(Trial trial, TableDef source, AlterFacts facts, String alter) throws SQLException {
        Optional<String> objection = trial.objection(alter);
        if (objection.isPresent()) {
            return Instant.not(objection.get());
        }
        String after = Definition.digest(trial.describe());
        Inverse inverse = Inverse.find(trial, source, facts, source.name());
        DirectPlan plan = new DirectPlan(
                DirectPlan.Operation.INSTANT,
                alter,
                Definition.digest(source),
                after,
                inverse.statement(),
                inverse.refusal());
        return new Instant(Optional.of(plan), "");
    }

    private Optional<DirectPlan> byServer(Migration migration, Refusals refusals)
            throws MigrationFailure, SQLException {
        String alter = migration.statement();
        AlterFacts facts = AlterFactsReader.read(alter);
        boolean shown = refusals.hear(
                () -> CopyAnalysis.refuseName(facts),
                () -> refuseForeignKeys(facts),
                () -> refusePartitions(alter, facts));
        return shown ? refusals.take(() -> byServer(migration)) : Optional.empty();
    }

    /**
     * How the server would do it by itself.
     *
     * @throws MigrationFailure if it would not
     */
    private DirectPlan byServer(Migration migration) throws MigrationFailure, SQLException {
        String alter = migration.statement();
        try (Connection connection = connect(migration)) {
            TableDef source = SchemaReader.read(connection, migration.table())
                    .orElseThrow(() -> new MigrationFailure("Table '" + migration.table()
                            + "' doesn't exist or is no base table (errno 1146) (sqlstate 42S02)"));
            return new DirectPlan(
                    DirectPlan.Operation.NATIVE,
                    alter,
                    Definition.digest(source),
                    foreseen(connection, migration, source),
                    "",
                    "nothing is kept of a table that the server itself alters");
        } catch (SQLException e) {
            if (SqlFault.isFull(e)) {
                throw e;
            }
            throw MigrationFailure.of(e);
        }
    }

    /** The digest of the definition that it leads to; empty where a clone cannot show it. */
    private String foreseen(Connection connection, Migration migration, TableDef source)
            throws MigrationFailure, SQLException {
        try (Trial trial = Trial.open(connection, migration, source, clock.instant())) {
            boolean faithful = trial.isFaithful();
            Optional<String> objection = trial.objection(migration.statement());
            if (objection.isPresent()) {
                throw new MigrationFailure(objection.get());
            }
            return faithful ? Definition.digest(trial.describe()) : "";
        }
    }

    private static void refuseForeignKeys(AlterFacts facts) throws MigrationFailure {
        if (facts.foreignKeyClause()) {
            throw new MigrationFailure("foreign key constraints are not supported in 'mysql' strategy: a clone has none"
                    + " by which to try it; use ddl_strategy='vitess' or 'direct'");
        }
    }

    private static void refusePartitions(String alter, AlterFacts facts) throws MigrationFailure {
        if (facts.partitionClause() && PartitionClauses.concernRows(alter)) {
            throw new MigrationFailure("partition clauses about the rows of single partitions are not supported in"
                    + " online DDL: after a crash nobody could tell whether they were done; use ddl_strategy='direct'");
        }
    }

    private Connection connect(Migration migration) throws SQLException {
        return db.dedicated(connection -> {
            connection.setCatalog(migration.table().schema());
            Sql.update(connection, "SET SESSION lock_wait_timeout = ?", PATIENCE);
        });
    }
}
