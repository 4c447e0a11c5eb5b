package dev.palinode.engine.migration.runner;

import dev.palinode.engine.cutover.Cutover;
import dev.palinode.engine.cutover.OwnershipProbe;
import dev.palinode.engine.cutover.Sentry;
import dev.palinode.engine.cutover.Swap;
import dev.palinode.engine.cutover.TargetCompletion;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.gc.InternalNames;
import dev.palinode.engine.migration.runner.CopyRunner.CutoverOutcome;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.foreign.TargetKeys;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.alter.AlterFactsReader;
import dev.palinode.engine.stream.StreamEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a migration's cut-over, with what must be written down before and cleared up after it. */
final class CutoverStep {
    private static final Logger LOG = LoggerFactory.getLogger(CutoverStep.class);

    /** For who uses a table with a foreign key or its parent: whoever comes after waits as well. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    private final EngineContext context;
    private final StreamEngine streams;
    private final OwnershipProbe probe;

    CutoverStep(EngineContext context, StreamEngine streams) {
        this.context = context;
        this.streams = streams;
        this.probe = new OwnershipProbe(context.db());
    }

    /** A look at the source. */
    @FunctionalInterface
    private interface Check {
        void on(Connection connection) throws SQLException, MigrationFailure;
    }

    CutoverOutcome attempt(Migration migration) throws SQLException {
        StreamRow stream = streams.find(migration.id())
                .orElseThrow(() -> new SQLException("the stream of migration " + migration.id() + " is gone"));
        // An attempt that ended in an error, as with the connection, has not looked how it ended.
        if (hasSwapped(migration, stream)) {
            return new CutoverOutcome(true, "");
        }
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        TargetKeys keys = TargetKeys.of(context.db(), stream);
        Optional<String> obstacle =
                obstacle(connection -> SourceChecks.check(connection, stream.source(), strategy, Refusals.ending()));
        if (obstacle.isPresent()) {
            return new CutoverOutcome(false, obstacle.get());
        }
        analyze(migration, stream);
        Duration retention = migration.retainArtifacts().orElse(context.config().retention());
        TableName hold =
                stream.source().sibling(InternalNames.hold(context.clock().instant(), retention));
        context.store().addArtifact(migration.id(), hold.table());
        Swap swap = new Swap(
                migration.id(),
                stream.source(),
                keys.parents(),
                stream.target(),
                sentry(stream, hold),
                hold,
                stream.sourceDefinition(),
                migration.cutOverThreshold(),
                CutoverForce.isDue(migration, context.store().read().now()),
                migration.isRevert()
                        || !AlterFactsReader.read(migration.statement()).setsAutoIncrement());
        Cutover cutover = new Cutover(
                streams,
                context.gate(),
                stage -> context.store().setStage(migration.id(), stage),
                () -> obstacle(connection ->
                        SourceChecks.checkLocked(connection, context.db().dialect(), stream.source(), strategy)),
                new TargetCompletion(streams, stream, keys, !strategy.has(DdlStrategy.Flag.UNSAFE_ALLOW_FOREIGN_KEYS)));
        String reason;
        try {
            cutover.swap(swap);
            reason = "";
        } catch (Cutover.GivenUp e) {
            reason = String.valueOf(e.getMessage());
        } catch (SQLException e) {
            LOG.info("migration {}: an attempt at the swap ends", migration.id(), e);
            reason = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CutoverOutcome(false, "interrupted");
        }
        return settle(migration, stream, hold, reason);
    }

    /** Before the first attempt: rows were copied faster than statistics follow, also on replicas. */
    private void analyze(Migration migration, StreamRow stream) throws SQLException {
        if (migration.isRevert() || migration.cutoverAttempts() > 0) {
            return;
        }
        try {
            context.db().execute("ANALYZE TABLE " + stream.target().quoted());
        } catch (SQLException e) {
            LOG.debug("migration {}: the statistics of the new table are as they were", migration.id(), e);
        }
        context.store().markShadowAnalyzed(migration.id());
    }

    /** What has come since the migration began and would be lost or misled by a swap, such as a foreign key. */
    private Optional<String> obstacle(Check check) throws SQLException {
        return context.db().with(connection -> {
            try {
                check.on(connection);
                return Optional.empty();
            } catch (MigrationFailure e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
    }

    /** Looks, then acts: what the tables say counts, not what the attempt believes. */
    private CutoverOutcome settle(Migration migration, StreamRow stream, TableName hold, String reason)
            throws SQLException {
        try {
            if (swapped(migration, stream, hold)) {
                return new CutoverOutcome(true, "");
            }
        } catch (SQLException e) {
            if (!SqlFault.isLocking(e)) {
                throw e;
            }
            // The next review finds no stream, and goes on from what it sees, on whichever side that is.
            streams.stop(migration.id());
            return new CutoverOutcome(
                    false,
                    (reason.isEmpty() ? "" : reason + "; ") + "what the attempt has left is put right later: "
                            + SqlFault.describe(e));
        }
        streams.ensureRunning(migration.id());
        context.store().setStage(migration.id(), "");
        return new CutoverOutcome(false, reason.isEmpty() ? "the swap did not happen" : reason);
    }

    /**
     * Whether the swap of a migration that is found running has happened. Leftovers of attempts that came to nothing are
     * removed; when it has happened, the outcome is written down.
     */
    boolean hasSwapped(Migration migration, StreamRow stream) throws SQLException {
        for (TableName hold : holds(migration, stream)) {
            if (swapped(migration, stream, hold)) {
                return true;
            }
        }
        return false;
    }

    /** The names of attempts of which it is not written down how they ended. */
    private static List<TableName> holds(Migration migration, StreamRow stream) {
        return migration.artifacts().stream()
                .filter(name -> name.startsWith("_vt_hld_"))
                .filter(name -> !name.equals(stream.target().table()))
                .map(stream.source()::sibling)
                .toList();
    }

    private boolean swapped(Migration migration, StreamRow stream, TableName hold) throws SQLException {
        return switch (look(stream, hold)) {
            case AFTER -> {
                recordSwap(migration, stream, hold);
                yield true;
            }
            case BEFORE -> {
                context.db().run(connection -> Sentry.remove(connection, sentry(stream, hold)));
                detach(TargetKeys.of(context.db(), stream), stream.target());
                context.store().removeArtifact(migration.id(), hold.table());
                yield false;
            }
            case GONE -> {
                context.db().run(connection -> Sentry.remove(connection, sentry(stream, hold)));
                context.store().removeArtifact(migration.id(), hold.table());
                streams.fail(
                        migration.id(),
                        "the new table " + stream.target() + " is gone: somebody has renamed or dropped it;"
                                + " the table is as it was");
                yield false;
            }
            case UNKNOWN ->
                throw new SQLException("the tables of migration " + migration.id() + " are neither as before"
                        + " nor as after its swap: look at " + stream.source() + ", " + stream.target() + " and "
                        + hold);
        };
    }

    private OwnershipProbe.Side look(StreamRow stream, TableName hold) throws SQLException {
        try {
            return probe.probe(stream.source(), stream.target(), sentry(stream, hold), hold);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private static TableName sentry(StreamRow stream, TableName hold) {
        return stream.source().sibling(InternalNames.swap(stream.source().table(), hold.table()));
    }

    private void recordSwap(Migration migration, StreamRow stream, TableName hold) throws SQLException {
        streams.stop(migration.id());
        TableName old = sentry(stream, hold);
        TargetKeys keys = TargetKeys.of(context.db(), stream);
        detach(keys, old);
        if (context.db().with(connection -> SchemaReader.exists(connection, old))) {
            context.db().execute("RENAME TABLE " + old.quoted() + " TO " + hold.quoted());
        }
        detach(keys, hold);
        restoreNames(migration, stream.source(), keys);
        streams.setState(migration.id(), StreamRow.State.STOPPED, "cut over");
        context.store().removeArtifact(migration.id(), stream.target().table());
    }

    /** No table is renamed to the sentry's name any more when that becomes free. */
    private void removeSentry(StreamRow stream, TableName hold) throws SQLException {
        OwnershipProbe.Side side = look(stream, hold);
        LOG.debug("the tables of the attempt {} are {} its swap", hold, side);
        context.db().run(connection -> Sentry.remove(connection, sentry(stream, hold)));
    }

    /** Takes a table's foreign keys; whoever uses it or a parent for a moment is waited for more than once. */
    private void detach(TargetKeys keys, TableName table) throws SQLException {
        for (int left = TRIES; left > 0; left--) {
            try {
                keys.detach(table, PATIENCE);
                return;
            } catch (SQLException e) {
                if (!SqlFault.isLocking(e) || left == 1) {
                    throw e;
                }
                LOG.info("{}: its foreign keys cannot be dropped yet: {}", table, e.toString());
            }
        }
    }

    /** The old table has lost its foreign keys, so that their names are free. */
    private void restoreNames(Migration migration, TableName table, TargetKeys keys) throws SQLException {
        Set<TableName> gated = keys.parents();
        gated.add(table);
        for (int i = 0; i < TRIES && keys.owesNames(); i++) {
            try (TrafficGate.Closed closed = context.gate().close(gated, PATIENCE)) {
                LOG.debug("migration {}: names of foreign keys, blocked by {}", migration.id(), closed.blockers());
                if (keys.restoreNames(PATIENCE)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (keys.owesNames()) {
            context.store()
                    .setMessage(migration.id(), "the foreign keys keep the names with a suffix: the tables are in use");
        }
    }

    /**
     * Takes away what attempts may have left, of a migration that is given up: a sentry, where the process died beside it,
     * and what the target of a revert was given.
     */
    void release(Migration migration) throws SQLException {
        Optional<StreamRow> stream = streams.find(migration.id());
        if (stream.isPresent()) {
            for (TableName hold : holds(migration, stream.get())) {
                removeSentry(stream.get(), hold);
            }
            TargetKeys.of(context.db(), stream.get()).detach(stream.get().target(), PATIENCE);
        }
    }
}
