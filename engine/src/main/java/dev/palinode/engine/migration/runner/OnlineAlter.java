package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.gc.InternalNames;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.TargetKeys;
import dev.palinode.engine.schema.notes.SchemaNotes;
import dev.palinode.engine.sidecar.CopyStateStore;
import dev.palinode.engine.sidecar.StreamStore;
import dev.palinode.engine.sidecar.VerdictStore;
import dev.palinode.engine.sidecar.facts.Revertibility;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.stream.ReverseStreams;
import dev.palinode.engine.stream.StreamEngine;
import dev.palinode.engine.stream.StreamPlan;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** ALTER TABLE by shadow table and stream, and its revert by a stream back into the table that is held. */
public final class OnlineAlter implements CopyRunner {
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final EngineContext context;
    private final StreamEngine streams;
    private final CutoverStep cutover;
    private final ReverseStreams reverse;
    private final Revertibility revertibility;
    private final FailPoints points;

    /**
     * A runner for one tenure of a shard.
     *
     * @param copiers parallel copiers of one migration
     */
    public OnlineAlter(EngineContext context, int copiers, FailPoints points) {
        this.context = context;
        this.points = points;
        this.streams = new StreamEngine(new StreamContext(
                context.db(),
                new StreamStore(context.keyspace(), context.shard()),
                new CopyStateStore(),
                new VerdictStore(),
                context.lease()::check,
                copiers,
                RETRY_PAUSE,
                points,
                context.clock(),
                context.throttle(),
                context.wake()));
        this.cutover = new CutoverStep(context, streams);
        this.reverse = new ReverseStreams(streams);
        this.revertibility = context.revertibility();
        warmUp();
    }

    /** Loading the grammars takes a second or two, which the first user need not wait for. */
    private static void warmUp() {
        Thread thread = new Thread(() -> AlterFactsReader.read("ALTER TABLE t ADD COLUMN c INT"), "grammar-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void start(Migration migration) throws MigrationFailure, SQLException {
        if (continues(migration)) {
            return;
        }
        CopyAnalysis analysis =
                CopyAnalysis.of(context.db(), migration, Refusals.ending()).orElseThrow();
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        TableName shadow = migration.table().sibling(shadowName(migration));
        context.store().addArtifact(migration.id(), shadow.table());
        points.reached("alter.named");
        if (strategy.has(DdlStrategy.Flag.ANALYZE_TABLE)) {
            analyze(migration.table());
        }
        CopyAnalysis.Change change;
        // A driver that stood still meanwhile, and whose lease is over, makes no second shadow behind its successor's
        // back.
        try (NamedLock lock = StepLock.forDriver(context, migration.id())) {
            if (context.store()
                    .read()
                    .find(migration.id())
                    .map(Migration::status)
                    .filter(MigrationStatus.RUNNING::equals)
                    .isEmpty()) {
                return;
            }
            change = analysis.onTable(lock.connection(), shadow, context.gate()).orElseThrow();
        }
        points.reached("alter.shadow-created");
        analysis.refuseOrphans(change);
        context.store().setNotes(migration.id(), change.notes());
        boolean verify = !strategy.has(DdlStrategy.Flag.SKIP_VERIFY);
        StreamPlan.create(streams.context(), migration.id(), change.rows(), change.renames(), verify);
        points.reached("alter.stream-inserted");
        streams.ensureRunning(migration.id());
    }

    /** On this server only; replicas have statistics of their own. */
    private void analyze(TableName table) throws SQLException {
        try (Connection connection = context.db().dedicated();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE NO_WRITE_TO_BINLOG TABLE " + table.quoted());
        }
    }

    private String shadowName(Migration migration) {
        return migration.artifacts().stream()
                .filter(name -> name.startsWith("_vt_vrp_"))
                .findFirst()
                .orElseGet(() ->
                        InternalNames.shadow(migration.id(), context.clock().instant()));
    }

    @Override
    public void startRevert(Migration revert, Migration original) throws MigrationFailure, SQLException {
        Verdict verdict = streams.verdict(revert.id());
        if (verdict.outcome() == Verdict.Outcome.FAILED) {
            // A retry of an ALTER fills a new table; this one would go on with the very rows that were found wrong.
            throw new MigrationFailure(verdict.message());
        }
        if (continues(revert)) {
            return;
        }
        DdlStrategy strategy = DdlStrategyParser.of(revert);
        try (Connection connection = context.db().dedicated()) {
            StreamRow done = reverse.forward(original.id());
            TableDef current = SourceChecks.check(connection, revert.table(), strategy, Refusals.ending());
            ReverseStreams.Sides found = reverse.sides(connection, original, current);
            ReverseStreams.Sides sides = found.withHeld(HeldTable.describe(found.held(), done, current, revert));
            SourceChecks.refuseOrphans(
                    TargetKeys.of(context.db(), revert.id(), current, sides.held(), sides.renames()), strategy);
            context.store().setNotes(revert.id(), SchemaNotes.of(current, sides.held(), sides.renames()));
            boolean verify = !strategy.has(DdlStrategy.Flag.SKIP_VERIFY);
            reverse.begin(revert.id(), original.id(), sides, verify);
        } catch (StreamPlan.Impossible e) {
            throw new MigrationFailure(String.valueOf(e.getMessage()), e);
        }
        points.reached("revert.stream-inserted");
        streams.ensureRunning(revert.id());
    }

    @Override
    public Optional<ReverseStreams> reverse() {
        return Optional.of(reverse);
    }

    @Override
    public void verifyAgain(Migration migration) throws SQLException {
        streams.verifyAgain(migration.id());
    }

    @Override
    public boolean isBroken(Migration migration) {
        boolean held = throttle(migration).filter(StreamThrottle::keepsWaiting).isPresent();
        return streams.isBroken(migration.id()) && !held;
    }

    @Override
    public Verdict verdict(Migration migration) throws SQLException {
        boolean wanted = streams.find(migration.id()).map(StreamRow::verify).orElse(true);
        return wanted ? streams.verdict(migration.id()) : Verdict.SKIPPED;
    }

    /** Whether there is a stream to go on with; one that has failed is forgotten, since a retry begins anew. */
    private boolean continues(Migration migration) throws SQLException {
        Optional<StreamRow> stream = streams.find(migration.id());
        if (stream.isEmpty()) {
            return false;
        }
        if (stream.get().state() == StreamRow.State.ERROR) {
            forget(migration);
            return false;
        }
        resume(migration);
        return true;
    }

    /** Sets a stored stream going, after finding out whether its swap has happened. */
    private boolean resume(Migration migration) throws SQLException {
        StreamRow stream = streams.find(migration.id())
                .orElseThrow(() -> new SQLException("the stream of migration " + migration.id() + " is gone"));
        if (stream.state() == StreamRow.State.STOPPED || cutover.hasSwapped(migration, stream)) {
            return true;
        }
        streams.ensureRunning(migration.id());
        return false;
    }

    @Override
    public Progress review(Migration migration) throws SQLException {
        Optional<StreamStatus.Snapshot> known = streams.status(migration.id());
        if (known.isEmpty()) {
            if (streams.find(migration.id()).isEmpty()) {
                return beingSetUp(migration);
            }
            if (resume(migration)) {
                return Progress.without(Phase.SWAPPED, "");
            }
        }
        Optional<StreamStatus.Snapshot> now = streams.status(migration.id());
        Progress progress = now.map(snapshot -> Progress.of(snapshot, migration.cutOverThreshold(), isHeld(migration)))
                .orElseGet(() -> beingSetUp(migration));
        boolean settingUp = now.filter(snapshot -> snapshot.phase() == StreamStatus.Phase.SETTING_UP)
                .isPresent();
        if (migration.isRevert() || (settingUp && streams.isCopied(migration.id()))) {
            progress = progress.withoutCopy();
        }
        note(migration, progress.phase());
        return progress;
    }

    private boolean isHeld(Migration migration) {
        return throttle(migration).filter(StreamThrottle::isHeld).isPresent();
    }

    private static Progress beingSetUp(Migration migration) {
        return Progress.without(migration.isRevert() ? Phase.CATCH_UP : Phase.COPY, "being set up");
    }

    /** Shows the phase as the migration's stage, since progress alone stands at 100 while there is still work. */
    private void note(Migration migration, Phase phase) throws SQLException {
        String stage = switch (phase) {
            case COPY -> "copying rows";
            case CATCH_UP -> "catching up";
            case VERIFY -> "verifying rows";
            case READY -> migration.stage().startsWith(READY_STAGE) ? migration.stage() : READY_STAGE;
            case SWAPPED, FAILED -> migration.stage();
        };
        if (!stage.equals(migration.stage())) {
            context.store().setStage(migration.id(), stage);
        }
    }

    @Override
    public Optional<StreamThrottle> throttle(Migration migration) {
        return streams.throttle(migration.id());
    }

    @Override
    public CutoverOutcome cutOver(Migration migration) throws SQLException {
        return cutover.attempt(migration);
    }

    @Override
    public void stop(Migration migration) throws SQLException {
        forget(migration);
    }

    @Override
    public void forget(Migration migration) throws SQLException {
        if (migration.status() != MigrationStatus.COMPLETE) {
            cutover.release(migration);
        }
        if (migration.isRevert() && migration.status() != MigrationStatus.COMPLETE) {
            MigrationId original = migration.revertedId().orElseThrow();
            Verdict verdict = streams.verdict(migration.id());
            if (verdict.outcome() == Verdict.Outcome.FAILED) {
                revertibility.spoil(original, verdict.message());
            }
            streams.handBack(migration.id(), original);
        } else {
            reverse.forget(migration.id());
            streams.forget(migration.id());
        }
    }

    @Override
    public void close() {
        streams.close();
    }

    /** Up to where the migration's stream has been applied, for tests and tools. */
    public Optional<Position> position(Migration migration) throws SQLException {
        return streams.find(migration.id()).map(StreamRow::position);
    }
}
