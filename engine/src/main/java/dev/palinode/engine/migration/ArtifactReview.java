package dev.palinode.engine.migration;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.gc.TableGc;
import dev.palinode.engine.migration.rules.Retention;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.LeaseLost;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the artifacts of migrations that ended long enough ago to the collector. A migration and its reverts, and
 * theirs, share what they left: nothing of it is handed over before the retention of all of them is over.
 */
final class ArtifactReview implements ReviewStep {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactReview.class);
    private static final String TASK = "table collector";
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final EngineContext context;
    private final MigrationStore store;
    private final CopyRunner copy;
    private final MigrationTasks tasks;
    private final TableGc gc;
    private volatile Optional<Instant> lastCollection = Optional.empty();

    /** When to try again what could not be handed over. */
    private final Map<MigrationId, Instant> later = new ConcurrentHashMap<>();

    ArtifactReview(EngineContext context, CopyRunner copy, MigrationTasks tasks) {
        this.context = context;
        this.store = context.store();
        this.copy = copy;
        this.tasks = tasks;
        this.gc = new TableGc(
                context.db(),
                context.keyspace(),
                context.store().read(),
                context.config().gc(),
                context.throttle(),
                context.lease()::check,
                context.points()::reached);
    }

    @Override
    public void review() throws SQLException {
        tasks.submit(TASK, this::collect);
    }

    private void collect() {
        try {
            boolean handedOver = false;
            for (Migration migration : store.read().expired(context.config().retention())) {
                if (isOver(migration)) {
                    context.db().run(context.lease()::check);
                    handedOver |= isHandedOver(migration);
                }
            }
            Instant now = context.clock().instant();
            boolean due = lastCollection
                    .map(last -> !last.plus(context.config().gc().interval()).isAfter(now))
                    .orElse(true);
            if (handedOver || due) {
                boolean more = gc.collect(isUrgent());
                lastCollection = more ? Optional.empty() : Optional.of(now);
            }
        } catch (SQLException e) {
            LOG.warn("artifacts will be collected later: {}", e.toString());
        }
    }

    /** Whether something is about to be swapped or renamed, so that rows had better not be deleted beside it. */
    private boolean isUrgent() throws SQLException {
        return store.read().running().stream()
                .anyMatch(migration ->
                        migration.immediate() || (migration.readyAt().isPresent() && !migration.postponeCompletion()));
    }

    /** What somebody uses is left for later, and nothing else waits for it. */
    private boolean isHandedOver(Migration migration) throws SQLException {
        Instant now = context.clock().instant();
        if (later.getOrDefault(migration.id(), Instant.MIN).isAfter(now)) {
            return false;
        }
        try {
            handOver(migration);
            later.remove(migration.id());
            return true;
        } catch (LeaseLost e) {
            throw e;
        } catch (SQLException e) {
            if (SqlFault.isAway(e)) {
                throw e;
            }
            LOG.warn("migration {}: its artifacts are left for later: {}", migration.id(), SqlFault.describe(e));
            later.put(migration.id(), now.plus(PAUSE));
            return false;
        }
    }

    private void handOver(Migration migration) throws SQLException {
        Instant now = store.read().now();
        int order = 0;
        context.points().reached("gc.due");
        for (String artifact : migration.artifacts()) {
            gc.handOver(migration.table().sibling(artifact), migration.id().hex(), now, order++);
            context.points().reached("gc.handed-over");
        }
        if (migration.isCopy()) {
            copy.forget(migration);
        }
        context.points().reached("gc.forgotten");
        store.setCleanedUp(migration.id());
        context.points().reached("gc.cleaned-up");
        LOG.info("migration {}: artifacts collected: {}", migration.id(), migration.artifacts());
    }

    /** Whether the retention of all that is connected with the migration by reverts is over. */
    private boolean isOver(Migration migration) throws SQLException {
        Instant now = store.read().now();
        return family(migration).values().stream().allMatch(member -> isOver(member, now));
    }

    private boolean isOver(Migration member, Instant now) {
        Duration retention = Retention.of(member, context.config().retention());
        return member.status().isTerminal()
                && member.completedAt()
                        .map(end -> end.plus(retention).isBefore(now))
                        .orElse(false);
    }

    private Map<MigrationId, Migration> family(Migration migration) throws SQLException {
        MigrationReader read = store.read();
        Map<MigrationId, Migration> family = new LinkedHashMap<>();
        Deque<Migration> open = new ArrayDeque<>();
        open.add(migration);
        while (!open.isEmpty()) {
            Migration member = open.remove();
            if (family.putIfAbsent(member.id(), member) == null) {
                open.addAll(read.revertsOf(member.id()));
                if (member.isRevert()) {
                    read.find(member.revertedId().orElseThrow()).ifPresent(open::add);
                }
            }
        }
        return family;
    }
}
