package dev.palinode.engine;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.migration.Scheduler;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.throttle.Throttle;
import dev.palinode.engine.topo.PrimaryLease;
import dev.palinode.engine.topo.StoppedOwners;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a shard whenever it can have the lease: it takes it, runs the scheduler until the lease is
 * lost, and tries again.
 */
final class ShardDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardDriver.class);
    private static final long CLOSE_MILLIS = 5_000;

    private final Db db;
    private final Topology topology;
    private final EngineConfig config;
    private final TrafficGate gate;
    private final Function<EngineContext, CopyRunner> runners;
    private final InstantSource clock;
    private final Throttle throttle;
    private final FailPoints points;
    private final MoveCounts moves = new MoveCounts();
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "palinode-scheduler");
    private volatile boolean closed;
    private String lastTrouble = "";

    ShardDriver(
            Db db,
            Topology topology,
            EngineConfig config,
            TrafficGate gate,
            Function<EngineContext, CopyRunner> runners,
            InstantSource clock,
            Throttle throttle,
            FailPoints points) {
        this.db = db;
        this.topology = topology;
        this.config = config;
        this.gate = gate;
        this.runners = runners;
        this.clock = clock;
        this.throttle = throttle;
        this.points = points;
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What it has moved to which state. */
    MoveCounts moves() {
        return moves;
    }

    /** Asks for a pass now. */
    void wake() {
        woken.release();
    }

    private void run() {
        while (!closed) {
            try {
                Optional<PrimaryLease> lease =
                        PrimaryLease.tryAcquire(db, topology.keyspace(), topology.shard(), holder(), config.leaseTtl());
                if (lease.isPresent()) {
                    drive(lease.get());
                }
                lastTrouble = "";
            } catch (SQLException | RuntimeException e) {
                trouble(e);
            }
            await();
        }
    }

    private void drive(PrimaryLease lease) {
        MigrationStore store = new MigrationStore(db, topology.keyspace(), topology.shard(), lease::epoch, moves);
        EngineContext context = new EngineContext(
                db,
                topology.keyspace(),
                topology.shard(),
                lease,
                store,
                gate,
                config,
                clock,
                throttle,
                points,
                this::wake);
        try (LeaseKeeper keeper = new LeaseKeeper(lease, config.leaseTtl());
                Scheduler scheduler = new Scheduler(context, runners.apply(context))) {
            keeper.start();
            StoppedOwners stopped = new StoppedOwners(db);
            while (!closed && lease.holds()) {
                scheduler.pass();
                stopped.look();
                await();
            }
        }
    }

    private void await() {
        try {
            if (!closed && woken.tryAcquire(config.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("woken by an interrupt");
        }
    }

    private void trouble(Exception e) {
        if (!closed && !e.toString().equals(lastTrouble)) {
            lastTrouble = e.toString();
            LOG.warn("the shard cannot be driven now, and will be tried again: {}", lastTrouble);
        }
    }

    private String holder() {
        return topology.primary().alias() + " by process "
                + ProcessHandle.current().pid();
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
