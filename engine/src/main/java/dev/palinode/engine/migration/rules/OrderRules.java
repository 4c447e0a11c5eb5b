package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code --in-order-completion}: the migrations of one context that have the flag start, and complete, in the order of
 * their submission, and none goes on when one before it has failed or was cancelled. Those of other contexts, and those
 * without the flag, neither wait nor are waited for. Because they start in order as well, no later one can keep an
 * earlier one, for which it would wait in its turn, from starting.
 */
public final class OrderRules {
    private final Map<String, List<Migration>> sequences = new HashMap<>();
    private final Set<MigrationId> started = new HashSet<>();

    /**
     * The rules for a moment.
     *
     * @param pending all that are queued, ready or running, in the order of submission
     */
    public OrderRules(List<Migration> pending) {
        for (Migration migration : pending) {
            if (isOrdered(migration)) {
                sequences
                        .computeIfAbsent(migration.context(), context -> new ArrayList<>())
                        .add(migration);
                if (migration.status() == MigrationStatus.RUNNING) {
                    started.add(migration.id());
                }
            }
        }
    }

    /** Whether the migration has the flag, and a context. */
    public static boolean isOrdered(Migration migration) {
        return !migration.context().isEmpty()
                && migration.options().contains(DdlStrategy.Flag.IN_ORDER_COMPLETION.word())
                && DdlStrategyParser.of(migration).has(DdlStrategy.Flag.IN_ORDER_COMPLETION);
    }

    /** How many must complete before each of the migrations that have the flag. */
    public Map<MigrationId, Integer> inFront() {
        Map<MigrationId, Integer> counts = new HashMap<>();
        for (List<Migration> sequence : sequences.values()) {
            for (int i = 0; i < sequence.size(); i++) {
                counts.put(sequence.get(i).id(), i);
            }
        }
        return counts;
    }

    void started(Migration migration) {
        started.add(migration.id());
    }

    /** The migration that keeps this one from starting: what is over in one step completes as it starts. */
    Optional<Migration> startsAfter(Migration migration) {
        return isOrdered(migration)
                ? sequences.getOrDefault(migration.context(), List.of()).stream()
                        .takeWhile(other -> other.sequence() < migration.sequence())
                        .filter(other -> migration.immediate() || !started.contains(other.id()))
                        .findFirst()
                : Optional.empty();
    }

    /** The first migration that must complete before this one, and has not; asked of the rows as they are now. */
    public static Optional<Migration> before(MigrationReader rows, Migration migration) throws SQLException {
        return isOrdered(migration)
                ? rows.notCompletedBefore(migration).stream()
                        .filter(OrderRules::isOrdered)
                        .findFirst()
                : Optional.empty();
    }

    /** Why the migration can no longer run, because one before it has ended without success. */
    public static Optional<String> failure(MigrationReader rows, Migration migration) throws SQLException {
        return isOrdered(migration)
                ? rows.notCompletedBefore(migration).stream()
                        .filter(other ->
                                isOrdered(other) && (other.status().isTerminal() || isBehind(other, migration)))
                        .findFirst()
                        .map(other -> refusal(migration, other))
                : Optional.empty();
    }

    /**
     * Whether one that comes before a running migration has not started: it has failed, and was retried before the
     * running one was stopped. They might wait for each other for ever, the one for the order and the other for a place.
     */
    private static boolean isBehind(Migration prior, Migration migration) {
        return migration.status() == MigrationStatus.RUNNING
                && (prior.status() == MigrationStatus.QUEUED || prior.status() == MigrationStatus.READY)
                && prior.retries() > 0;
    }

    private static String refusal(Migration migration, Migration prior) {
        String end = switch (prior.status()) {
            case CANCELLED -> "was cancelled";
            case FAILED -> "has failed";
            default -> "has ended without success and is to run again; RETRY this one too";
        };
        return "migration " + migration.id() + " cannot run because prior migration " + prior.id() + " in same context "
                + end;
    }

    /** Why pending migrations can no longer run, with one look at the rows per context. */
    public Map<Migration, String> failures(MigrationReader rows) throws SQLException {
        Map<Migration, String> failures = new LinkedHashMap<>();
        for (Map.Entry<String, List<Migration>> sequence : sequences.entrySet()) {
            Optional<Migration> prior = rows.endedInVain(sequence.getKey()).stream()
                    .filter(OrderRules::isOrdered)
                    .findFirst();
            if (prior.isPresent()) {
                sequence.getValue().stream()
                        .filter(later -> later.sequence() > prior.get().sequence())
                        .forEach(later -> failures.put(later, refusal(later, prior.get())));
            }
        }
        return failures;
    }
}
