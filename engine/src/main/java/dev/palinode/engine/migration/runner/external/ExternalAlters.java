package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.migration.runner.external.tool.RunDirectory;
import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.migration.runner.external.tool.ToolTables;
import dev.palinode.engine.migration.runner.external.tool.Tools;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.stream.base.FailPoints;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ALTER TABLE by a program of others. It copies by itself, and swaps when it is told to; what it leaves is taken away
 * when it has ended. A program that another process of ours has started is never gone on with: its account is locked,
 * and unless it has swapped the tables, the work begins again. Safe for many threads; one at a time for each migration.
 */
public final class ExternalAlters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalAlters.class);

    /** How long a review waits for the end of a swap, which mostly takes a second or two. */
    private static final Duration SWAP_WAIT = Duration.ofSeconds(10);

    /** How the stage of a migration begins whose program may swap at any moment. */
    private static final String SWAPPING = "cut-over by ";

    private final EngineContext context;
    private final MigrationStore store;
    private final MigrationRequests history;
    private final Starter starter;
    private final FailPoints points;
    private final Map<MigrationId, ToolRun> runs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Whether a migration may complete now. */
    @FunctionalInterface
    public interface Completion {
        boolean isAllowed(Migration migration) throws SQLException;
    }

    public ExternalAlters(EngineContext context, FailPoints points) {
        this.context = context;
        this.store = context.store();
        this.history = new MigrationRequests(context.db(), context.keyspace(), context.shard());
        this.starter = new Starter(context);
        this.points = points;
    }

    /** Whether a program carries out the migration. */
    public static boolean concerns(Migration migration) {
        return migration.isCopy()
                && !migration.isRevert()
                && Tools.of(migration).isPresent();
    }

    /**
     * Does the next thing for a running migration.
     *
     * @return whether it has ended
     * @throws MigrationFailure if the program has given up; nothing of it is left then
     */
    public boolean drive(Migration migration, Completion completion) throws MigrationFailure, SQLException {
        Optional<ToolRun> run = Optional.ofNullable(runs.get(migration.id()));
        try {
            return run.isEmpty() ? begin(migration) : goOn(migration, run.get(), completion);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            throw new SQLTransientException("files of the program: " + e, e);
        }
    }

    private boolean begin(Migration seen) throws MigrationFailure, SQLException, IOException {
        try (NamedLock lock = StepLock.forDriver(context, seen.id())) {
            Optional<Migration> row = store.read().find(seen.id());
            if (row.isEmpty() || row.get().status() != MigrationStatus.RUNNING) {
                return false;
            }
            // What was declared is in the row as it was written, once another process has begun with it.
            String alter = store.read().declaredAlter(seen.id()).orElse(seen.statement());
            Migration migration = row.get().as(seen.action(), alter);
            if (windUpBefore(lock.connection(), migration)) {
                return store.markComplete(migration.id(), MigrationStatus.RUNNING, "");
            }
            if (migration.livenessAt().isPresent()) {
                history.note(migration.id(), "the program of an earlier process is gone; the copy begins again");
            }
            RunDirectory.deleteLeftovers(migration.id());
            runs.put(migration.id(), starter.start(lock.connection(), migration));
            points.reached("external.started");
            if (closed) {
                close();
            }
            return false;
        }
    }

    private boolean windUpBefore(Connection own, Migration migration) throws MigrationFailure, SQLException {
        try {
            return windUp(own, migration);
        } catch (SQLException e) {
            if (ToolAccount.isDenied(e)) {
                throw ToolAccount.lacking(e);
            }
            throw e;
        }
    }

    private boolean goOn(Migration migration, ToolRun run, Completion completion)
            throws MigrationFailure, SQLException, IOException, InterruptedException {
        boolean ready = run.tell(context.progress(), history);
        run.throttle(context.throttle(), store);
        if (run.isReleased() || run.hasEnded(Duration.ZERO)) {
            return awaitEnd(migration, run, SWAP_WAIT);
        }
        if (!ready) {
            return false;
        }
        points.reached("external.ready");
        if (!completion.isAllowed(migration)) {
            say(
                    migration,
                    CopyRunner.READY_STAGE + ": waiting for "
                            + (migration.postponeCompletion() ? "COMPLETE" : "its turn"));
            return false;
        }
        return swap(migration, run, completion);
    }

    private boolean swap(Migration seen, ToolRun run, Completion completion)
            throws MigrationFailure, SQLException, IOException, InterruptedException {
        try (TrafficGate.Closed closed = closeGate(seen)) {
            LOG.debug("migration {}: still in a transaction: {}", seen.id(), closed.blockers());
            return release(seen, run, completion) && awaitEnd(seen, run, seen.cutOverThreshold());
        }
    }

    /** Clients of the proxy wait until gh-ost has ended: see decision 4 for what may happen to those that wait at its locks. */
    private TrafficGate.Closed closeGate(Migration migration) throws InterruptedException {
        TrafficGate gate =
                Tools.of(migration).filter(Tool::mayLoseWaiters).isPresent() ? context.gate() : TrafficGate.none();
        return gate.close(migration.table(), migration.cutOverThreshold());
    }

    private boolean release(Migration seen, ToolRun run, Completion completion)
            throws MigrationFailure, SQLException, IOException {
        try (NamedLock lock = StepLock.forDriver(context, seen.id())) {
            Optional<Migration> row = store.read().find(seen.id());
            if (row.isEmpty()
                    || row.get().status() != MigrationStatus.RUNNING
                    || !completion.isAllowed(row.get())
                    || !store.beginCutoverAttempt(seen.id())) {
                return false;
            }
            Tool tool = Tools.of(seen).orElseThrow();
            store.setStage(seen.id(), SWAPPING + tool.name());
            starter.nameOld(lock.connection(), row.get());
            run.release();
            points.reached("external.released");
            return true;
        }
    }

    /** The lock is not held while the program works, so that a CANCEL may come in between. */
    private boolean awaitEnd(Migration migration, ToolRun run, Duration wait)
            throws MigrationFailure, SQLException, InterruptedException {
        if (!run.hasEnded(wait)) {
            return false;
        }
        try (NamedLock lock = StepLock.forDriver(context, migration.id())) {
            return end(lock.connection(), migration, run);
        }
    }

    private void say(Migration migration, String stage) throws SQLException {
        if (!stage.equals(migration.stage())) {
            store.setStage(migration.id(), stage);
        }
    }

    /** The program has ended. What it has done, the tables say, not its status. */
    private boolean end(Connection own, Migration seen, ToolRun run) throws MigrationFailure, SQLException {
        run.tellEnd(history);
        Migration migration = store.read().find(seen.id()).orElseThrow();
        boolean swapped = windUp(own, migration);
        points.reached("external.wound-up");
        runs.remove(migration.id());
        run.close();
        if (!swapped) {
            throw new MigrationFailure(run.verdict());
        }
        if (run.status() != 0) {
            history.note(migration.id(), "the tables are swapped; then the program ended with status " + run.status());
        }
        return store.markComplete(migration.id(), MigrationStatus.RUNNING, "");
    }

    /** Stops what the program of a migration still does, and takes away what it has left; whether it has swapped. */
    private boolean windUp(Connection own, Migration migration) throws SQLException {
        Tool tool = Tools.of(migration).orElseThrow();
        ToolTables tables = tool.tables(migration);
        ToolAccount account = new ToolAccount(context.db().dialect(), own);
        account.lock(tool, migration.id());
        boolean swapped = mayHaveSwapped(migration) && Leftovers.isSwapped(own, tables);
        new Leftovers(own, store).clean(migration, tables, swapped);
        account.drop(migration.id());
        return swapped;
    }

    private static boolean mayHaveSwapped(Migration migration) {
        return migration.stage().startsWith(SWAPPING);
    }

    /** Stops the program of a migration that does not run any more, and takes away what it has left. */
    public void stop(Migration migration) throws SQLException {
        if (!concerns(migration) || migration.status() == MigrationStatus.COMPLETE) {
            return;
        }
        Optional.ofNullable(runs.remove(migration.id())).ifPresent(ToolRun::close);
        try (NamedLock lock = StepLock.forDriver(context, migration.id())) {
            RunDirectory.deleteLeftovers(migration.id());
            if (windUp(lock.connection(), migration)) {
                LOG.error("migration {}: the tables are swapped, but it is {}", migration.id(), migration.status());
            }
        } catch (IOException e) {
            LOG.warn("files of migration {} are left: {}", migration.id(), e.toString());
        } catch (SQLException e) {
            if (!ToolAccount.isDenied(e)) {
                throw e;
            }
            LOG.warn("migration {}: nothing can be taken away: {}", migration.id(), e.toString());
        }
    }

    /**
     * For who cancels a running migration, under its lock: whether its program has swapped the tables. If not, it does
     * not any more.
     */
    public static boolean hasHappened(Db db, Connection own, Migration migration) throws SQLException {
        if (!concerns(migration) || !mayHaveSwapped(migration)) {
            return false;
        }
        Tool tool = Tools.of(migration).orElseThrow();
        new ToolAccount(db.dialect(), own).lock(tool, migration.id());
        return Leftovers.isSwapped(own, tool.tables(migration));
    }

    /** Kills all programs of this process; while it drives the shard, what they leave is taken away as well. */
    @Override
    public void close() {
        closed = true;
        for (MigrationId id : List.copyOf(runs.keySet())) {
            Optional.ofNullable(runs.remove(id)).ifPresent(ToolRun::close);
            try {
                if (context.lease().holds()) {
                    Optional<Migration> row = store.read().find(id);
                    try (NamedLock lock = StepLock.forDriver(context, id)) {
                        windUp(lock.connection(), row.orElseThrow());
                    }
                }
            } catch (SQLException e) {
                LOG.warn("migration {}: what its program left is for the next engine: {}", id, e.toString());
            }
        }
    }
}
