package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import java.util.List;

/** Which migrations may not run beside each other, and which must wait for their turn. */
public final class ConflictRules {
    private ConflictRules() {}

    /**
     * Whether the scheduler may move a queued migration on. What is over in one step waits for COMPLETE in the queue.
     */
    public static boolean mayBeReady(Migration queued) {
        return queued.status() == MigrationStatus.QUEUED
                && queued.reviewedAt().isPresent()
                && !queued.postponeLaunch()
                && !(queued.immediate() && queued.postponeCompletion());
    }

    /**
     * Whether a ready migration may start now.
     *
     * @param pending all that are queued, ready or running, as they are now
     * @param maxRunning how many may run at once
     */
    public static boolean mayStart(Migration ready, List<Migration> pending, int maxRunning) {
        long running = pending.stream()
                .filter(other -> other.status() == MigrationStatus.RUNNING)
                .count();
        return running < maxRunning && pending.stream().noneMatch(other -> holdsBack(other, ready));
    }

    private static boolean holdsBack(Migration other, Migration ready) {
        boolean sameTable = other.table().equals(ready.table());
        if (other.status() != MigrationStatus.RUNNING) {
            return sameTable && other.sequence() < ready.sequence() && other.status() == MigrationStatus.READY;
        }
        boolean bothAlone = !other.allowConcurrent() && !ready.allowConcurrent();
        boolean secondCopy = ready.allowConcurrent()
                && ready.action() == DdlAction.ALTER
                && !ready.isRevert()
                && other.readyAt().isEmpty();
        return sameTable || bothAlone || secondCopy;
    }
}
