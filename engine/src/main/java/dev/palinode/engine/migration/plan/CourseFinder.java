package dev.palinode.engine.migration.plan;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.declare.DeclarationReader;
import dev.palinode.engine.migration.declare.Declarations;
import dev.palinode.engine.migration.declare.Declared;
import dev.palinode.engine.migration.rules.DuplicateRule;
import dev.palinode.engine.migration.rules.OrderRules;
import dev.palinode.engine.migration.runner.CopyAnalysis;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.Refusals;
import dev.palinode.engine.migration.runner.SourceChecks;
import dev.palinode.engine.migration.runner.direct.Analysis;
import dev.palinode.engine.migration.runner.direct.ServerLocks;
import dev.palinode.engine.migration.runner.immediate.ImmediateAnalysis;
import dev.palinode.engine.migration.runner.partition.RotationPlanner;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Takes the decisions of a run in its order, each by the class that takes it there. */
final class CourseFinder {
    /** Seconds to wait for whoever locks the table. */
    private static final int PATIENCE = 5;

    private final Db db;
    private final MigrationReader migrations;
    private final EngineConfig config;
    private final InstantSource clock;
    private final DuplicateRule duplicates;
    private final DeclarationReader declarations;
    private final Analysis server;
    private final RotationPlanner rotations;
    private final ImmediateAnalysis immediates;

    CourseFinder(Db db, MigrationReader migrations, EngineConfig config, InstantSource clock) {
        this.db = db;
        this.migrations = migrations;
        this.config = config;
        this.clock = clock;
        this.duplicates = new DuplicateRule(db, migrations);
        this.declarations = new DeclarationReader(db, clock);
        this.server = new Analysis(db, clock);
        this.rotations = new RotationPlanner(db, clock);
        this.immediates = new ImmediateAnalysis(db, clock);
    }

    /** How a migration would be carried out if its turn came now. */
    Course find(Migration migration, Refusals refusals) throws MigrationFailure, SQLException {
        Optional<String> order = OrderRules.failure(migrations, migration);
        if (order.isPresent()) {
            refusals.hear(() -> {
                throw new MigrationFailure(order.get());
            });
        }
        Optional<Migration> done = duplicates.find(migration);
        if (done.isPresent()) {
            return NoCourse.nothing(DuplicateRule.message(migration, done.get()));
        }
        if (!Declarations.isOpen(migration)) {
            return carriedOut(migration, refusals);
        }
        Optional<Declared> declared = refusals.take(() -> declarations.read(migration));
        if (declared.isEmpty()) {
            return NoCourse.refused();
        }
        Optional<Migration> now = declared.get().of(migration);
        return now.isEmpty() ? NoCourse.nothing(Declarations.NO_CHANGE) : carriedOut(now.get(), refusals);
    }

    private Course carriedOut(Migration migration, Refusals refusals) throws MigrationFailure, SQLException {
        if (!migration.isCopy()) {
            Optional<Optional<String>> looked = refusals.take(() -> immediates.nothing(migration));
            return looked.isEmpty()
                    ? NoCourse.refused()
                    : looked.get()
                            .<Course>map(NoCourse::nothing)
                            .orElseGet(() -> new ImmediateCourse(migration, retention(migration)));
        }
        Optional<Optional<DirectPlan>> rotation = refusals.take(() -> rotations.plan(migration));
        if (rotation.isEmpty()) {
            return NoCourse.refused();
        }
        if (rotation.get().isPresent()) {
            return new RotationCourse(migration, rotation.get().get(), retention(migration));
        }
        Optional<DirectPlan> plan = server.plan(migration, true, refusals);
        if (plan.isPresent()) {
            return new ServerCourse(
                    migration, plan.get(), server.locks(migration).words());
        }
        if (Analysis.isServers(migration)) {
            return NoCourse.refused();
        }
        return DdlStrategyParser.of(migration).kind().isExternal()
                ? byProgram(migration, refusals)
                : copied(migration, refusals);
    }

    /** What the program itself says against it, it says when it runs. */
    private Course byProgram(Migration migration, Refusals refusals) throws MigrationFailure, SQLException {
        try (Connection connection = db.dedicated()) {
            refusals.hear(() -> CopyAnalysis.refuseOnEmptyTable(migration.statement()));
            Optional<TableDef> table = refusals.take(() -> SourceChecks.check(connection, migration.table()));
            return table.isEmpty()
                    ? NoCourse.refused()
                    : new Course.ToolCourse(migration, columns(connection, migration));
        }
    }

    /** What the server makes of it; that the programs may refuse more, or less, than a copy of ours is theirs. */
    private Optional<RowPlan> columns(Connection connection, Migration migration)
            throws MigrationFailure, SQLException {
        Refusals ours = Refusals.kept();
        Optional<CopyAnalysis> analysis = CopyAnalysis.of(db, migration, ours);
        Sql.update(connection, "SET SESSION lock_wait_timeout = ?", PATIENCE);
        return analysis.isEmpty()
                ? Optional.empty()
                : onTrial(analysis.get(), connection, trial(migration)).map(CopyAnalysis.Change::rows);
    }

    private TableName trial(Migration migration) {
        String name = GcName.passing(MigrationId.generate(), clock.instant()).table();
        return migration.table().sibling(name);
    }

    private Course copied(Migration migration, Refusals refusals) throws MigrationFailure, SQLException {
        Optional<CopyAnalysis> analysis = CopyAnalysis.of(db, migration, refusals);
        if (analysis.isEmpty()) {
            return NoCourse.refused();
        }
        try (Connection connection = db.dedicated()) {
            Sql.update(connection, "SET SESSION lock_wait_timeout = ?", PATIENCE);
            Optional<CopyAnalysis.Change> change = onTrial(analysis.get(), connection, trial(migration));
            if (change.isEmpty()) {
                return NoCourse.refused();
            }
            TableFacts.Size size =
                    TableFacts.size(connection, migration.table()).orElse(TableFacts.Size.NONE);
            Analysis.Instant instant = server.instant(migration, migration.statement());
            return new CopyCourse(migration, change.get(), size, retention(migration), instant);
        }
    }

    private static Optional<CopyAnalysis.Change> onTrial(CopyAnalysis analysis, Connection connection, TableName trial)
            throws MigrationFailure, SQLException {
        try {
            Optional<CopyAnalysis.Change> change = analysis.onTable(connection, trial, TrafficGate.none());
            if (change.isPresent()) {
                analysis.refuseOrphans(change.get());
            }
            return change;
        } finally {
            Sql.update(connection, "DROP TABLE IF EXISTS " + trial.quoted());
        }
    }

    /** What the server would do with an ALTER that is sent to it as it is. */
    ServerLocks locks(Migration migration) throws SQLException {
        return server.locks(migration);
    }

    private String retention(Migration migration) {
        Duration time = migration.retainArtifacts().orElse(config.retention());
        return time.toSeconds() % 3600 == 0 ? time.toHours() + "h" : time.toSeconds() + "s";
    }
}
