package dev.palinode.engine.migration.window;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * ALTER VITESS_MIGRATION … VERIFY: all rows are compared once more, before a running migration may be cut over, or
 * between the tables of one that is complete and in its reverse window. Only asks; the driver of the shard acts. Safe for
 * many threads.
 */
public final class VerificationControl {
    /** How long it waits for an attempt at the swap to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Strategies under which we copy. */
    private static final Set<String> OURS = Set.of(DdlStrategy.Kind.VITESS.sql(), DdlStrategy.Kind.ONLINE.sql());

    private final Db db;
    private final MigrationReader reader;
    private final MigrationRequests requests;

    public VerificationControl(Db db, MigrationReader reader, MigrationRequests requests) {
        this.db = db;
        this.reader = reader;
        this.requests = requests;
    }

    /**
     * Asks for one, or for all that have something to compare.
     *
     * @return how many will be compared that would not have been
     * @throws EngineFault if the one has nothing to compare
     */
    public long verify(Optional<MigrationId> target) throws SQLException {
        if (target.isPresent()) {
            return verify(target.get()) ? 1 : 0;
        }
        long changed = 0;
        for (Migration migration : reader.comparable()) {
            if (refusal(migration).isEmpty() && ask(migration.id())) {
                changed++;
            }
        }
        return changed;
    }

    private boolean verify(MigrationId id) throws SQLException {
        Migration migration = reader.find(id)
                .orElseThrow(() -> new EngineFault(EngineFault.Kind.REFUSED, "migration not found: " + id));
        Optional<String> refusal = refusal(migration);
        if (refusal.isPresent()) {
            throw new EngineFault(EngineFault.Kind.REFUSED, "can not verify migration " + id + ": " + refusal.get());
        }
        return ask(id);
    }

    private boolean ask(MigrationId id) throws SQLException {
        Optional<NamedLock> lock = StepLock.forClient(db, id, PATIENCE);
        if (lock.isEmpty()) {
            throw new EngineFault(
                    EngineFault.Kind.UNAVAILABLE, "migration " + id + " is being completed now; try again");
        }
        try (NamedLock held = lock.get()) {
            return held.connection().isValid(1) && requests.verify(id);
        }
    }

    private Optional<String> refusal(Migration migration) throws SQLException {
        if (!migration.isCopy()
                || migration.immediate()
                || !OURS.contains(migration.strategy())
                || reader.directPlan(migration.id()).isPresent()) {
            return Optional.of("it copies no rows, so that there is nothing to compare");
        }
        if (migration.status() == MigrationStatus.RUNNING) {
            return Optional.empty();
        }
        if (migration.status() != MigrationStatus.COMPLETE) {
            return Optional.of("it is in '" + migration.status().sql()
                    + "' state; there are rows to compare while it runs and in its reverse window");
        }
        List<Migration> reverts = reader.revertsOf(migration.id());
        Optional<Migration> running = reverts.stream()
                .filter(revert -> revert.status() == MigrationStatus.RUNNING)
                .findFirst();
        if (running.isPresent()) {
            return Optional.of("its old table is with the REVERT that is running; verify migration "
                    + running.get().id());
        }
        return reader.comparable().stream().anyMatch(other -> other.id().equals(migration.id()))
                ? Optional.empty()
                : Optional.of("it is complete and not in a reverse window (--reverse-window): its old table does not"
                        + " follow the new one, so that a comparison would say nothing");
    }
}
