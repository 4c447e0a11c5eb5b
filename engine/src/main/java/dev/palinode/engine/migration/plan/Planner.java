package dev.palinode.engine.migration.plan;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.migration.rules.ConflictRules;
import dev.palinode.engine.migration.rules.SingletonRule;
import dev.palinode.engine.migration.rules.SubmissionRules;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.Refusals;
import dev.palinode.engine.migration.runner.direct.ServerLocks;
import dev.palinode.engine.migration.runner.external.tool.ProgramRule;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlStatement.DdlTrait;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Says what would become of a submission. Nothing is stored. Safe for many threads. */
public final class Planner {
    private final Db db;
    private final String keyspace;
    private final MigrationReader migrations;
    private final EngineConfig config;
    private final InstantSource clock;
    private final SubmissionRules rules;
    private final CourseFinder courses;

    public Planner(Db db, String keyspace, MigrationReader migrations, EngineConfig config, InstantSource clock) {
        this.db = db;
        this.keyspace = keyspace;
        this.migrations = migrations;
        this.config = config;
        this.clock = clock;
        this.rules = new SubmissionRules(keyspace, new ProgramRule(db, config.tools()));
        this.courses = new CourseFinder(db, migrations, config, clock);
    }

    /** The plan of a statement of which not even a table is known. */
    public static MigrationPlan refused(List<EngineFault> faults) {
        PlanSheet sheet = new PlanSheet();
        sheet.add(Aspect.PLAN, NoCourse.refused().word(), NoCourse.refused().summary());
        faults.forEach(sheet::refuse);
        return sheet.plan(Optional.empty());
    }

    /**
     * The plan of one submission; one under the strategy {@code direct} is the server's.
     *
     * @param faults for which it was refused before it got here
     */
    public MigrationPlan plan(MigrationEngine.Submission submission, List<EngineFault> faults) throws SQLException {
        if (!submission.strategy().isManaged()) {
            return plain(submission, "the strategy is 'direct'");
        }
        if (is(submission, ddl -> ddl.is(DdlTrait.TEMPORARY))) {
            return plain(submission, "a temporary table is the session's own");
        }
        try {
            return managed(submission, faults);
        } catch (MigrationFailure e) {
            throw new IllegalStateException("a plan keeps its refusals", e);
        }
    }

    private MigrationPlan managed(MigrationEngine.Submission submission, List<EngineFault> faults)
            throws MigrationFailure, SQLException {
        List<EngineFault> unread = rules.statementFaults(submission);
        List<EngineFault> strategy = rules.strategyFaults(submission);
        NewMigration proposed = NewMigration.of(submission, MigrationId.generate());
        boolean view = is(submission, ddl -> ddl.kind() == DdlKind.VIEW);
        Refusals refusals = Refusals.kept();
        Course course = faults.isEmpty() && unread.isEmpty()
                ? courses.find(proposed.foreseen(view, false, clock.instant()), refusals)
                : NoCourse.refused();
        Optional<String> single = SingletonRule.refusal(
                submission.strategy(), submission.table(), submission.context(), migrations.pending());
        PlanSheet sheet = new PlanSheet();
        boolean refused = !faults.isEmpty()
                || !unread.isEmpty()
                || !strategy.isEmpty()
                || single.isPresent()
                || !refusals.messages().isEmpty();
        write(sheet, course, refused);
        faults.forEach(sheet::refuse);
        strategy.forEach(sheet::refuse);
        unread.forEach(sheet::refuse);
        single.map(message -> new EngineFault(EngineFault.Kind.REFUSED, message))
                .ifPresent(sheet::refuse);
        refusals.messages().forEach(sheet::refuse);
        Migration foreseen = proposed.foreseen(view, course.isImmediate(), clock.instant());
        waiting(foreseen).ifPresent(what -> sheet.add(Aspect.WAIT, "", what));
        return finish(sheet, submission, course);
    }

    private static void write(PlanSheet sheet, Course course, boolean refused) {
        boolean otherwise = refused && !course.word().equals(NoCourse.refused().word());
        sheet.add(
                Aspect.PLAN,
                refused ? NoCourse.refused().word() : course.word(),
                otherwise ? "but for the refusals: " + course.word() + ": " + course.summary() : course.summary());
    }

    private MigrationPlan finish(PlanSheet sheet, MigrationEngine.Submission submission, Course course)
            throws SQLException {
        course.describe(sheet);
        boolean ours = submission.table().schema().equals(keyspace);
        if (ours && !is(submission, ddl -> ddl.is(DdlTrait.TEMPORARY))) {
            db.run(connection -> TableFacts.write(sheet, connection, submission.table()));
        }
        return sheet.plan(Optional.of(submission.table().table()));
    }

    /** The plan of a statement that is no migration. */
    private MigrationPlan plain(MigrationEngine.Submission submission, String why) throws SQLException {
        boolean shown = submission.action() == DdlAction.ALTER
                && !is(submission, ddl -> ddl.kind() == DdlKind.VIEW || ddl.is(DdlTrait.TEMPORARY))
                && submission.table().schema().equals(keyspace);
        NewMigration proposed = NewMigration.of(submission, MigrationId.generate());
        ServerLocks locks = shown
                ? courses.locks(proposed.foreseen(false, true, clock.instant()))
                : new ServerLocks("what the server takes for it", Optional.empty());
        PlanSheet sheet = new PlanSheet();
        Course course = new PlainCourse(why, locks);
        write(sheet, course, false);
        return finish(sheet, submission, course);
    }

    private static boolean is(MigrationEngine.Submission submission, Predicate<Ddl> what) {
        return StatementClassifier.ddl(submission.statement()).filter(what).isPresent();
    }

    private Optional<String> waiting(Migration foreseen) throws SQLException {
        Optional<String> held = ConflictRules.heldInQueue(foreseen);
        return held.isPresent()
                ? held
                : new ConflictRules(migrations.pending(), config.maxRunning(), config.maxCopies()).obstacle(foreseen);
    }
}
