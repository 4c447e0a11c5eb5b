package dev.palinode.engine;

import dev.palinode.engine.migration.plan.MigrationPlan;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.throttle.Throttler;
import dev.palinode.engine.topo.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The engine of a shard, whichever server is its primary: another {@link PalinodeEngine} for each. While there is none
 * every call ends at once with a fault of kind UNAVAILABLE. Who waits for an outcome goes on waiting, across changes.
 */
public final class FollowingEngine implements MigrationEngine {
    private final EngineSeat seat;
    private final PendingOutcomes pending = new PendingOutcomes();

    private FollowingEngine(Topology topology, Function<Topology, PalinodeEngine> opener) {
        this.seat = new EngineSeat(topology, opener, pending);
    }

    /**
     * Opens the engine at the present primary, and from then on at each new one.
     *
     * @param topology says when the primary changes
     * @param opener opens the engine for the primary of the topology that it is given; called again and again, from a thread
     *     of its own, until it succeeds
     * @throws EngineFault if the first one cannot be opened; and whatever else the opener throws then
     */
    public static FollowingEngine open(Topology topology, Function<Topology, PalinodeEngine> opener) {
        FollowingEngine engine = new FollowingEngine(topology, opener);
        engine.seat.first();
        return engine;
    }

    @Override
    public MigrationId submit(Submission submission) {
        return seat.call(engine -> engine.submit(submission));
    }

    @Override
    public List<MigrationId> submitAll(List<Submission> submissions) {
        return seat.call(engine -> engine.submitAll(submissions));
    }

    @Override
    public MigrationId revert(Revert revert) {
        return seat.call(engine -> engine.revert(revert));
    }

    @Override
    public CompletableFuture<Outcome> outcome(MigrationId id) {
        CompletableFuture<Outcome> answer = pending.add(id);
        seat.present().ifPresent(engine -> PendingOutcomes.ask(engine, id, answer));
        if (seat.isClosed()) {
            pending.end();
        }
        return answer;
    }

    @Override
    public long control(Control control) {
        return seat.call(engine -> engine.control(control));
    }

    @Override
    public RowSet list(Filter filter) {
        return seat.call(engine -> engine.list(filter));
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
        return seat.call(PalinodeEngine::countByStatus);
    }

    /** From 0 again at each new primary. */
    @Override
    public long countMoves(MigrationStatus to) {
        return seat.last().countMoves(to);
    }

    @Override
    public RowSet logs(MigrationId id) {
        return seat.call(engine -> engine.logs(id));
    }

    @Override
    public MigrationId resolve(String prefix) {
        return seat.call(engine -> engine.resolve(prefix));
    }

    @Override
    public void throttle(Optional<MigrationId> target, Duration expire, double ratio) {
        seat.call(engine -> {
            engine.throttle(target, expire, ratio);
            return true;
        });
    }

    @Override
    public void unthrottle(Optional<MigrationId> target) {
        seat.call(engine -> {
            engine.unthrottle(target);
            return true;
        });
    }

    @Override
    public RowSet throttledApps() {
        return seat.call(PalinodeEngine::throttledApps);
    }

    @Override
    public RowSet throttlerStatus() {
        return seat.call(PalinodeEngine::throttlerStatus);
    }

    @Override
    public RowSet tableGc() {
        return seat.call(PalinodeEngine::tableGc);
    }

    @Override
    public RowSet plan(Proposal proposal) {
        return seat.call(engine -> engine.plan(proposal));
    }

    @Override
    public List<RowSet.Column> planColumns() {
        return MigrationPlan.COLUMNS;
    }

    /** The throttler of the present primary; between two of them that of the last one, which denies everything. */
    public Throttler throttler() {
        return seat.last().throttler();
    }

    @Override
    public void close() {
        seat.close();
        pending.end();
    }
}
