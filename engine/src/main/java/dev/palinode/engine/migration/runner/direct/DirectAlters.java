package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.Refusals;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ALTER TABLE by the server itself. The plan is written down before the statement is sent; whether it has been done,
 * the table's definition says, so that any process can go on after any other.
 */
public final class DirectAlters {
    private static final Logger LOG = LoggerFactory.getLogger(DirectAlters.class);

    private final EngineContext context;
    private final MigrationStore store;
    private final Analysis analysis;
    private final DirectStep step;
    private final FailPoints points;

    /** What the server could do at once to a clone, but not to the table itself. */
    private final Set<MigrationId> refused = ConcurrentHashMap.newKeySet();

    public DirectAlters(EngineContext context, FailPoints points) {
        this.context = context;
        this.store = context.store();
        this.analysis = new Analysis(context.db(), context.clock());
        this.step = new DirectStep(context);
        this.points = points;
    }

    /** Whether a queued ALTER would be over at once if it ran now. */
    public boolean isImmediate(Migration queued) {
        try {
            return Analysis.prefersInstant(queued)
                    && analysis.instant(queued, queued.statement()).plan().isPresent();
        } catch (SQLException e) {
            LOG.debug("migration {}: whether it is over at once is found out when it runs", queued.id(), e);
            return false;
        }
    }

    /**
     * Decides how a running ALTER that has not begun is done, and writes it down; empty if by copy.
     *
     * @throws MigrationFailure if it cannot be done
     */
    public Optional<DirectPlan> plan(Migration migration) throws MigrationFailure, SQLException {
        Optional<DirectPlan> plan = migration.isRevert()
                ? planRevert(migration)
                : analysis.plan(migration, !refused.contains(migration.id()), Refusals.ending());
        if (plan.isPresent()) {
            store.setDirectPlan(migration.id(), plan.get());
        } else if (migration.immediate()) {
            store.clearDirectPlan(migration.id(), "the server cannot do it at once");
        }
        points.reached("direct.planned");
        return plan;
    }

    private Optional<DirectPlan> planRevert(Migration revert) throws MigrationFailure, SQLException {
        MigrationId original = revert.revertedId().orElseThrow();
        Optional<DirectPlan> done = store.read().directPlan(original);
        if (done.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> refusal = done.get().irrevertible();
        if (refusal.isPresent()) {
            throw new MigrationFailure("can not revert migration " + original + ": " + refusal.get());
        }
        DirectPlan back = analysis.instant(revert, done.get().inverse())
                .plan()
                .orElseThrow(() -> new MigrationFailure("can not revert migration " + original
                        + ": the server does not take it back at once any more"));
        if (!back.before().equals(done.get().after())) {
            throw new MigrationFailure("can not revert migration " + original + ": somebody changed the definition of "
                    + revert.table() + " since");
        }
        return Optional.of(back);
    }

    /**
     * One attempt at a plan; does nothing if the migration is not running any more.
     *
     * @return whether anything changed
     * @throws MigrationFailure if it cannot be done
     */
    public boolean run(Migration seen, DirectPlan plan) throws MigrationFailure, SQLException {
        try (NamedLock lock = DirectLock.forDriver(context, seen.id(), plan)) {
            Optional<Migration> now = store.read().find(seen.id());
            if (now.isEmpty() || now.get().status() != MigrationStatus.RUNNING) {
                return false;
            }
            Connection own = lock.connection();
            if (isDone(own, now.get(), plan)) {
                return complete(seen);
            }
            DirectStep.Result result = step.attempt(own, now.get(), plan);
            points.reached("direct.done");
            return switch (result.outcome()) {
                case DONE -> complete(seen);
                case BLOCKED -> {
                    LOG.info("migration {}: not yet: {}", seen.id(), result.message());
                    store.setMessage(seen.id(), result.message());
                    store.setStage(seen.id(), "");
                    yield false;
                }
                case REFUSED -> otherwise(now.get(), plan, result.message());
            };
        }
    }

    private boolean complete(Migration migration) throws SQLException {
        return store.markComplete(migration.id(), MigrationStatus.RUNNING, "");
    }

    /** At once was wished for and not asked for: there is another way, except for a revert. */
    private boolean otherwise(Migration migration, DirectPlan plan, String message)
            throws MigrationFailure, SQLException {
        if (!plan.operation().isImmediate() || migration.isRevert()) {
            throw new MigrationFailure(message);
        }
        refused.add(migration.id());
        store.setStage(migration.id(), "");
        store.clearDirectPlan(migration.id(), "the server does not do it at once: " + message);
        return true;
    }

    /** Looks where the table is. Where nobody knows what the ALTER leads to, it has led to whatever came once it was sent. */
    private static boolean isDone(Connection own, Migration migration, DirectPlan plan)
            throws MigrationFailure, SQLException {
        TableDef table = SchemaReader.read(own, migration.table())
                .orElseThrow(() -> new MigrationFailure("table " + migration.table() + " does not exist any more"));
        String digest = Definition.digest(table);
        if (digest.equals(plan.before())) {
            return false;
        }
        if (plan.after().isEmpty() ? DirectStep.isUnanswered(migration) : digest.equals(plan.after())) {
            return true;
        }
        throw new MigrationFailure(
                "somebody changed the definition of " + migration.table() + " since the migration began");
    }

    /** Whether the table has been changed by a plan, although its migration still seems to run. */
    public static boolean hasHappened(Connection own, Migration migration, DirectPlan plan) throws SQLException {
        Optional<TableDef> table = SchemaReader.read(own, migration.table());
        return table.isPresent()
                && !Definition.digest(table.get()).equals(plan.before())
                && Definition.digest(table.get()).equals(plan.after());
    }
}
