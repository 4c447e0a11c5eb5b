package dev.palinode.engine.migration.runner;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.facts.Liveness;
import dev.palinode.engine.sidecar.facts.ProgressStore;
import dev.palinode.engine.sidecar.facts.Revertibility;
import dev.palinode.engine.sidecar.facts.Verifications;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.throttle.Throttle;
import dev.palinode.engine.topo.PrimaryLease;
import java.time.InstantSource;
import java.util.Objects;

/**
 * What a runner works with during one tenure of a shard. A new tenure has a new context.
 *
 * @param db the primary
 * @param keyspace the keyspace, which is the schema
 * @param shard the shard
 * @param lease the lease under which this tenure commits; its epoch never changes
 * @param store the migrations; its moves check the lease
 * @param gate holds client traffic during a cut-over
 * @param config the engine's configuration
 * @param clock the time
 * @param throttle asked before each piece of background work
 * @param points where tests stop what is not of one runner
 * @param wake asks for another pass of the scheduler soon; from any thread
 */
public record EngineContext(
        Db db,
        String keyspace,
        String shard,
        PrimaryLease lease,
        MigrationStore store,
        TrafficGate gate,
        EngineConfig config,
        InstantSource clock,
        Throttle throttle,
        FailPoints points,
        Runnable wake) {

    public EngineContext {
        Objects.requireNonNull(db, "db");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(throttle, "throttle");
        Objects.requireNonNull(points, "points");
        Objects.requireNonNull(wake, "wake");
    }

    /** Whether migrations could be reverted; changes check the lease. */
    public Revertibility revertibility() {
        return new Revertibility(db, keyspace, shard, lease::epoch);
    }

    /** What comparisons of tables have found; changes check the lease. */
    public Verifications verifications() {
        return new Verifications(db, keyspace, shard, lease::epoch);
    }

    /** On which tablets migrations live; changes check the lease. */
    public Liveness liveness() {
        return new Liveness(db, keyspace, shard, lease::epoch);
    }

    /** How far migrations are; changes check the lease. */
    public ProgressStore progress() {
        return new ProgressStore(db, keyspace, shard, lease::epoch);
    }
}
