package dev.palinode.engine;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.MigrationControl;
import dev.palinode.engine.migration.OutcomeWatch;
import dev.palinode.engine.migration.Submitter;
import dev.palinode.engine.migration.TableGcListing;
import dev.palinode.engine.migration.plan.MigrationPlan;
import dev.palinode.engine.migration.plan.Planner;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.throttle.Throttler;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The engine for one shard, on the server that is its primary when it is opened. */
public final class PalinodeEngine implements MigrationEngine {
    private final Db db;
    private final Submitter submitter;
    private final MigrationControl control;
    private final MigrationReader reader;
    private final Throttler throttler;
    private final ThrottleControl throttles;
    private final ShardDriver driver;
    private final OutcomeWatch outcomes;
    private final TableGcListing tables;
    private final Planner planner;
    private final String shard;

    /** A call that may fail as SQL does. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws SQLException;
    }

    private PalinodeEngine(
            Db db,
            Topology topology,
            EngineConfig config,
            Throttler throttler,
            ShardDriver driver,
            InstantSource clock,
            FailPoints points) {
        String keyspace = topology.keyspace();
        this.shard = topology.shard();
        MigrationRequests requests = new MigrationRequests(db, keyspace, shard);
        this.db = db;
        this.driver = driver;
        this.throttler = throttler;
        this.reader = new MigrationReader(db, keyspace, shard);
        this.submitter = new Submitter(db, keyspace, reader, requests, config.tools(), points);
        this.control = new MigrationControl(db, reader, requests);
        this.throttles = new ThrottleControl(throttler, reader, requests, shard);
        this.tables = new TableGcListing(db, keyspace, reader, config.gc(), config.retention());
        this.outcomes = new OutcomeWatch(reader);
        this.planner = new Planner(db, keyspace, reader, config, clock);
    }

    /**
     * Opens the engine: makes the sidecar schema where it is missing, and begins to drive the shard as soon as no
     * other engine does.
     *
     * @param gate holds client traffic during a cut-over
     * @param runners makes what carries out ALTERs, once for each time that this engine gets the lease
     * @throws EngineFault if the primary cannot be reached or refuses the sidecar schema
     */
    public static PalinodeEngine open(
            EngineConfig config,
            Topology topology,
            TrafficGate gate,
            Function<EngineContext, CopyRunner> runners,
            InstantSource clock) {
        return open(config, topology, gate, runners, clock, FailPoints.ofProcess());
    }

    /** The same with other places at which tests stop what is not of one runner. */
    public static PalinodeEngine open(
            EngineConfig config,
            Topology topology,
            TrafficGate gate,
            Function<EngineContext, CopyRunner> runners,
            InstantSource clock,
            FailPoints points) {
        return guarded(() -> {
            Db db = new Db(topology.primary(), config.poolSize());
            AtomicBoolean opening = new AtomicBoolean(true);
            topology.listen((before, now, term) -> {
                if (opening.get()) {
                    db.abandon();
                }
            });
            try {
                SidecarSchema.ensure(db);
                Throttler throttler = Throttler.start(
                        db, topology.keyspace(), topology.shard(), topology::replicas, config.throttle(), clock);
                ShardDriver driver = new ShardDriver(db, topology, config, gate, runners, clock, throttler, points);
                PalinodeEngine engine = new PalinodeEngine(db, topology, config, throttler, driver, clock, points);
                driver.start();
                opening.set(false);
                return engine;
            } catch (SQLException | RuntimeException e) {
                db.close();
                throw e;
            }
        });
    }

    @Override
    public MigrationId submit(Submission submission) {
        return submitAll(List.of(submission)).get(0);
    }

    @Override
    public List<MigrationId> submitAll(List<Submission> submissions) {
        List<MigrationId> ids = guarded(() -> submitter.submit(submissions));
        driver.wake();
        return ids;
    }

    @Override
    public MigrationId revert(Revert revert) {
        MigrationId id = guarded(() -> submitter.revert(revert));
        driver.wake();
        return id;
    }

    @Override
    public CompletableFuture<Outcome> outcome(MigrationId id) {
        return outcomes.outcome(id);
    }

    @Override
    public long control(Control statement) {
        if (!statement.shards().isEmpty() && !statement.shards().contains(shard)) {
            return 0;
        }
        long changed = guarded(() -> control.control(statement));
        driver.wake();
        return changed;
    }

    @Override
    public RowSet list(Filter filter) {
        return guarded(() -> reader.list(filter));
    }

    @Override
    public List<RowSet.Column> listColumns() {
        return MigrationReader.LIST_COLUMNS;
    }

    @Override
    public List<RowSet.Column> logColumns() {
        return MigrationReader.LOG_COLUMNS;
    }

    @Override
    public Map<MigrationStatus, Long> countByStatus() {
        return guarded(reader::countByStatus);
    }

    @Override
    public long countMoves(MigrationStatus to) {
        return driver.moves().of(to);
    }

    @Override
    public RowSet logs(MigrationId id) {
        return guarded(() -> reader.logs(id)).orElseThrow(() -> EngineFault.unknownMigration(id.uuid()));
    }

    @Override
    public MigrationId resolve(String prefix) {
        List<MigrationId> found = guarded(() -> reader.startingWith(prefix));
        if (found.isEmpty()) {
            throw EngineFault.unknownMigration(prefix);
        }
        if (found.size() > 1) {
            throw new EngineFault(
                    EngineFault.Kind.REFUSED,
                    "several migrations begin with " + prefix + ": " + found.get(0) + ", " + found.get(1)
                            + (found.size() > 2 ? " and others" : ""));
        }
        return found.get(0);
    }

    @Override
    public void throttle(Optional<MigrationId> target, Duration expire, double ratio) {
        guarded(() -> {
            throttles.throttle(target, expire, ratio);
            return true;
        });
        driver.wake();
    }

    @Override
    public void unthrottle(Optional<MigrationId> target) {
        guarded(() -> {
            throttles.unthrottle(target);
            return true;
        });
        driver.wake();
    }

    @Override
    public RowSet throttledApps() {
        return guarded(throttles::apps);
    }

    @Override
    public RowSet throttlerStatus() {
        return throttles.status();
    }

    @Override
    public RowSet tableGc() {
        return guarded(tables::list);
    }

    @Override
    public RowSet plan(Proposal proposal) {
        return guarded(() -> {
            List<MigrationPlan> plans = new ArrayList<>();
            for (Submission submission : proposal.submissions()) {
                plans.add(planner.plan(submission, proposal.faults()));
            }
            if (plans.isEmpty()) {
                plans.add(Planner.refused(proposal.faults()));
            }
            return MigrationPlan.rows(plans);
        });
    }

    @Override
    public List<RowSet.Column> planColumns() {
        return MigrationPlan.COLUMNS;
    }

    /** The throttler itself, for those who ask it otherwise than by a statement. */
    public Throttler throttler() {
        return throttler;
    }

    @Override
    public void close() {
        outcomes.close();
        driver.close();
        throttler.close();
        db.close();
        // What somebody still waits with, who was not waited for.
        db.abandon();
    }

    /** Leaves a server that is not the primary any more, and may never answer again; then as {@link #close}. */
    void abandon() {
        db.abandon();
        close();
    }

    /** Whether there is such a migration. */
    boolean knows(MigrationId id) {
        return guarded(() -> reader.find(id)).isPresent();
    }

    private static <T> T guarded(Call<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            EngineFault.Kind kind = SqlFault.isTransient(e) ? EngineFault.Kind.UNAVAILABLE : EngineFault.Kind.REFUSED;
            throw new EngineFault(kind, SqlFault.describe(e), e);
        }
    }
}
