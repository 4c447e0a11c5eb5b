package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a migration can be taken back. Asked when a REVERT is submitted, so that the client is told, and again when
 * it is about to start, because much may have happened in between.
 */
public final class RevertRules {
    private static final Set<String> BY_OTHERS =
            Set.of(DdlStrategy.Kind.MYSQL.sql(), DdlStrategy.Kind.GH_OST.sql(), DdlStrategy.Kind.PT_OSC.sql());

    private final MigrationReader migrations;

    public RevertRules(MigrationReader migrations) {
        this.migrations = migrations;
    }

    /** Why a REVERT of the target may not be submitted now; empty when it may. */
    public Optional<String> refusal(MigrationId target) throws SQLException {
        Optional<String> refusal = refusal(target, Long.MAX_VALUE);
        return refusal.isPresent() ? refusal : migrations.find(target).flatMap(RevertRules::toBeCleanedUp);
    }

    /** Of a REVERT that was accepted before the CLEANUP nothing is taken away. */
    private static Optional<String> toBeCleanedUp(Migration target) {
        return target.retainArtifacts()
                .filter(Duration::isNegative)
                .map(over -> "can not revert migration " + target.id()
                        + " because its artifacts are being cleaned up, as CLEANUP has asked for");
    }

    /** Why the stored REVERT may not start now; empty when it may. What was submitted after it does not matter. */
    public Optional<String> refusal(Migration revert) throws SQLException {
        return refusal(revert.revertedId().orElseThrow(), revert.sequence());
    }

    private Optional<String> refusal(MigrationId id, long before) throws SQLException {
        Optional<Migration> found = migrations.find(id);
        if (found.isEmpty()) {
            return Optional.of("can not revert migration " + id + ": migration not found");
        }
        Migration target = found.get();
        if (target.status() != MigrationStatus.COMPLETE) {
            return Optional.of("can only revert a migration in a 'complete' state: migration " + id + " is in '"
                    + target.status().sql() + "' state");
        }
        for (Migration other : migrations.pending()) {
            boolean earlier = other.sequence() < before || other.status() == MigrationStatus.RUNNING;
            if (earlier && other.sequence() != before && other.table().equals(target.table())) {
                return Optional.of("can not revert migration " + id + " on table " + target.table()
                        + " because migration " + other.id() + " is in '"
                        + other.status().sql() + "' state. May only revert if all migrations on this table are"
                        + " completed or failed");
            }
        }
        Optional<Migration> last = migrations.lastCompleted(target.table());
        boolean changedNothing = target.action() != DdlAction.ALTER
                && target.artifacts().isEmpty()
                && target.cleanedUpAt().isEmpty();
        if (!changedNothing && last.isPresent() && !last.get().id().equals(id)) {
            return Optional.of("can not revert migration " + id + " because it is not the last migration to complete on"
                    + " table " + target.table() + ". The last migration was "
                    + last.get().id());
        }
        Optional<String> known = migrations.irrevertible(id);
        return byServer(target, migrations.directPlan(id))
                .or(() -> cleanedUp(target))
                .or(() -> known.map(reason -> "can not revert migration " + id + ": " + reason));
    }

    /** What the server's own ALTER has done is taken back by another one, or not at all; what a program did, not at all. */
    private static Optional<String> byServer(Migration target, Optional<DirectPlan> plan) {
        if (target.action() == DdlAction.ALTER
                && !target.isRevert()
                && BY_OTHERS.contains(target.strategy())
                && plan.filter(done -> done.operation().isRotation()).isEmpty()) {
            return Optional.of("can only revert a online strategy migration: migration " + target.id()
                    + " has " + target.strategy()
                    + " strategy, under which nothing keeps the table as it was in step with what is written");
        }
        return plan.flatMap(DirectPlan::irrevertible)
                .map(reason -> "can not revert migration " + target.id() + ": " + reason);
    }

    private static Optional<String> cleanedUp(Migration target) {
        return target.cleanedUpAt()
                .map(at -> "can not revert migration " + target.id() + " because its artifacts were cleaned up at " + at
                        + ": what it left is gone");
    }
}
