package dev.palinode.engine.migration;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.liveness.StaleRule;
import dev.palinode.engine.migration.rules.CutoverBackoff;
import dev.palinode.engine.migration.rules.OrderRules;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.facts.Liveness;
import dev.palinode.engine.sidecar.facts.ProgressStore;
import dev.palinode.engine.sidecar.facts.Revertibility;
import dev.palinode.engine.sidecar.facts.Verifications;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the stream of a running ALTER, stores how far it is, and cuts over when it is time. */
final class CopyReview {
    private static final Logger LOG = LoggerFactory.getLogger(CopyReview.class);

    private final EngineContext context;
    private final MigrationStore store;
    private final CopyRunner copy;
    private final CutoverBackoff backoff;
    private final Verifications verifications;
    private final Revertibility windows;
    private final Liveness liveness;
    private final ProgressStore progresses;
    private final StaleRule staleness = new StaleRule();

    CopyReview(EngineContext context, CopyRunner copy, CutoverBackoff backoff) {
        this.context = context;
        this.store = context.store();
        this.copy = copy;
        this.backoff = backoff;
        this.verifications = context.verifications();
        this.liveness = context.liveness();
        this.progresses = context.progress();
        this.windows = context.revertibility();
    }

    /** Does it; returns whether the migration has ended. */
    boolean review(Migration migration) throws MigrationFailure, SQLException {
        if (verifications.isRequested(migration.id())) {
            copy.verifyAgain(migration);
            verifications.heeded(migration.id());
        }
        CopyRunner.Progress progress = copy.review(migration);
        boolean ready = progress.phase() == CopyRunner.Phase.READY;
        switch (progress.phase()) {
            case FAILED -> {
                verifications.note(migration.id(), copy.verdict(migration));
                throw new MigrationFailure(progress.message());
            }
            case SWAPPED -> {
                return complete(migration);
            }
            default -> note(migration, progress, ready);
        }
        noteLiveness(migration, progress);
        noteThrottling(migration);
        if (!progress.message().isEmpty()) {
            store.setMessage(migration.id(), progress.message());
        }
        if (!ready) {
            return false;
        }
        verifications.note(migration.id(), copy.verdict(migration));
        Optional<String> waits = waitsFor(migration);
        if (waits.isPresent()) {
            say(migration, waits.get());
            return false;
        }
        return cutOver(migration);
    }

    private void note(Migration migration, CopyRunner.Progress progress, boolean ready) throws SQLException {
        MigrationPhase phase = progress.phase().column().orElseThrow();
        if (copy.isBroken(migration)) {
            progresses.silent(migration.id(), phase);
            return;
        }
        progresses.set(
                migration.id(),
                new ProgressStore.Progress(
                        progress.percent(),
                        progress.rowsCopied(),
                        progress.tableRows(),
                        progress.eta(),
                        progress.lag(),
                        ready,
                        phase,
                        progress.work()));
    }

    private void noteLiveness(Migration migration, CopyRunner.Progress progress) throws MigrationFailure, SQLException {
        boolean broken = copy.isBroken(migration);
        Optional<String> stale =
                staleness.look(migration.id(), !broken, context.clock().instant());
        if (stale.isPresent()) {
            throw new MigrationFailure(stale.get() + ": " + progress.message());
        }
        if (!broken) {
            liveness.adopt(migration.id());
        }
    }

    /** What a migration that could be cut over waits for; empty if for nothing. */
    private Optional<String> waitsFor(Migration migration) throws SQLException {
        if (migration.postponeCompletion()) {
            return Optional.of("COMPLETE");
        }
        Optional<Migration> before = OrderRules.before(store.read(), migration);
        if (before.isPresent()) {
            return before.map(other -> "migration " + other.id() + ", which comes before it in order");
        }
        Instant now = store.read().now();
        return backoff.mayTry(migration, now)
                ? Optional.empty()
                : Optional.of("the next attempt, after " + migration.cutoverAttempts() + " that were given up");
    }

    private void say(Migration migration, String waits) throws SQLException {
        String stage = CopyRunner.READY_STAGE + ": waiting for " + waits;
        if (!stage.equals(migration.stage())) {
            store.setStage(migration.id(), stage);
        }
    }

    private void noteThrottling(Migration migration) throws SQLException {
        Optional<StreamThrottle> throttle = copy.throttle(migration);
        if (throttle.isEmpty()) {
            return;
        }
        Optional<StreamThrottle.Mark> mark = throttle.get().takeMark();
        if (mark.isPresent()) {
            store.setThrottled(
                    migration.id(), mark.get().component(), mark.get().reason());
        }
        OptionalDouble ratio = throttle.get().newUserRatio();
        if (ratio.isPresent() && store.setUserThrottleRatio(migration.id(), ratio.getAsDouble())) {
            throttle.get().storedUserRatio(ratio.getAsDouble());
        }
    }

    private boolean cutOver(Migration seen) throws SQLException {
        try (NamedLock lock = StepLock.forDriver(context, seen.id())) {
            Optional<Migration> now = store.read().find(seen.id());
            boolean still = now.isPresent()
                    && now.get().status() == MigrationStatus.RUNNING
                    && !now.get().postponeCompletion()
                    && !verifications.isRequested(seen.id())
                    && OrderRules.before(store.read(), now.get()).isEmpty();
            if (!still || !store.beginCutoverAttempt(seen.id())) {
                return false;
            }
            CopyRunner.CutoverOutcome outcome = copy.cutOver(now.get());
            if (!outcome.swapped()) {
                LOG.info("migration {}: no cut-over yet: {}", seen.id(), outcome.message());
                store.setMessage(seen.id(), outcome.message());
                return false;
            }
            return complete(now.get());
        }
    }

    private boolean complete(Migration migration) throws SQLException {
        Duration window = DdlStrategyParser.of(migration).reverseWindow();
        if (!window.isZero() && copy.reverse().isPresent()) {
            windows.open(migration.id(), window);
        }
        boolean completed = store.markComplete(migration.id(), MigrationStatus.RUNNING, "");
        if (!completed) {
            LOG.error("migration {}: the tables are swapped, but the row was no longer running", migration.id());
        }
        return true;
    }
}
