package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which migrations may not run beside each other, and which must wait for their turn; over what is pending at one
 * moment. Not safe for several threads.
 */
public final class ConflictRules {
    private final List<Migration> running = new ArrayList<>();
    private final Map<TableName, List<Migration>> readyByTable = new HashMap<>();
    private final OrderRules order;
    private final int maxRunning;
    private final int maxCopies;

    /**
     * The rules for a moment.
     *
     * @param pending all that are queued, ready or running, in the order of submission
     * @param maxRunning how many may run at once
     * @param maxCopies how many of them may copy at once
     */
    public ConflictRules(List<Migration> pending, int maxRunning, int maxCopies) {
        this.order = new OrderRules(pending);
        this.maxRunning = maxRunning;
        this.maxCopies = maxCopies;
        for (Migration migration : pending) {
            if (migration.status() == MigrationStatus.RUNNING) {
                running.add(migration);
            } else if (migration.status() == MigrationStatus.READY) {
                readyByTable
                        .computeIfAbsent(migration.table(), table -> new ArrayList<>())
                        .add(migration);
            }
        }
    }

    /**
     * What keeps a queued migration in the queue; empty if nothing does. What is over in one step waits for COMPLETE
     * there.
     */
    public static Optional<String> heldInQueue(Migration queued) {
        if (queued.reviewedAt().isEmpty()) {
            return Optional.of("waiting for its review");
        }
        if (queued.postponeLaunch()) {
            return Optional.of("postponed: waiting for LAUNCH");
        }
        return queued.immediate() && queued.postponeCompletion()
                ? Optional.of("postponed: waiting for COMPLETE")
                : Optional.empty();
    }

    /** Which migrations come before which by their flag. */
    public OrderRules order() {
        return order;
    }

    /** A ready migration has been started. */
    public void started(Migration migration) {
        running.add(migration);
        readyByTable.getOrDefault(migration.table(), List.of()).remove(migration);
        order.started(migration);
    }

    /** Why a ready migration may not start now; empty if it may. */
    public Optional<String> obstacle(Migration ready) {
        for (Migration other : running) {
            if (other.table().equals(ready.table())) {
                return Optional.of("waiting for migration " + other.id() + " on the same table");
            }
        }
        for (Migration other : readyByTable.getOrDefault(ready.table(), List.of())) {
            if (other.sequence() < ready.sequence()) {
                return Optional.of(
                        "waiting for migration " + other.id() + ", which was submitted earlier on the same table");
            }
        }
        return order.startsAfter(ready)
                .map(other -> "waiting for migration " + other.id() + ", which comes before it in order")
                .or(() -> alone(ready))
                .or(() -> copies(ready))
                .or(() -> bound());
    }

    private Optional<String> alone(Migration ready) {
        return ready.allowConcurrent()
                ? Optional.empty()
                : running.stream()
                        .filter(other -> !other.allowConcurrent())
                        .findFirst()
                        .map(other -> "waiting for migration " + other.id()
                                + ": neither was submitted with --allow-concurrent");
    }

    private Optional<String> copies(Migration ready) {
        if (ready.immediate() || ready.isRevert()) {
            return Optional.empty();
        }
        List<Migration> copying = running.stream()
                .filter(other -> !other.immediate() && other.readyAt().isEmpty())
                .toList();
        return copying.size() < maxCopies
                ? Optional.empty()
                : Optional.of(
                        "waiting for the copy of migration " + copying.get(0).id());
    }

    private Optional<String> bound() {
        return running.size() < maxRunning
                ? Optional.empty()
                : Optional.of("waiting: " + running.size() + " migrations are running, which is the limit");
    }
}
