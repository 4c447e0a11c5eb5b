package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Remembers what it is asked for; numbers its migrations from 1. */
public final class FakeEngine implements MigrationEngine {
    final List<Submission> submissions = new ArrayList<>();
    final List<Proposal> proposals = new ArrayList<>();
    final List<Revert> reverts = new ArrayList<>();
    final List<Control> controls = new ArrayList<>();
    final List<String> throttles = new ArrayList<>();
    final Map<MigrationId, CompletableFuture<Outcome>> outcomes = new HashMap<>();
    final List<Filter> filters = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private int failAfter;
    private int count;

    void failWith(RuntimeException exception, int after) {
        failure = Optional.of(exception);
        failAfter = after;
    }

    static MigrationId id(int number) {
        return new MigrationId("00000000_0000_0000_0000_%012d".formatted(number));
    }

    @Override
    public MigrationId submit(Submission submission) {
        if (failure.isPresent() && submissions.size() >= failAfter) {
            throw failure.get();
        }
        submissions.add(submission);
        return id(++count);
    }

    @Override
    public MigrationId revert(Revert revert) {
        reverts.add(revert);
        return id(++count);
    }

    @Override
    public CompletableFuture<Outcome> outcome(MigrationId id) {
        return outcomes.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    @Override
    public long control(Control control) {
        if (control.target().equals(Optional.of(id(99)))) {
            throw new EngineFault(EngineFault.Kind.REFUSED, "migration not found");
        }
        controls.add(control);
        return 3;
    }

    @Override
    public RowSet list(Filter filter) {
        filters.add(filter);
        return new RowSet(listColumns(), List.of());
    }

    @Override
    public List<RowSet.Column> listColumns() {
        return List.of(new RowSet.Column("id", RowSet.Type.INTEGER));
    }

    @Override
    public RowSet plan(Proposal proposal) {
        proposals.add(proposal);
        return new RowSet(planColumns(), List.of());
    }

    @Override
    public List<RowSet.Column> planColumns() {
        return List.of(new RowSet.Column("aspect", RowSet.Type.TEXT));
    }

    @Override
    public List<RowSet.Column> logColumns() {
        return List.of(new RowSet.Column("migration_log", RowSet.Type.TEXT));
    }

    @Override
    public long countMoves(MigrationStatus to) {
        return 0;
    }

    @Override
    public Map<MigrationStatus, Long> countByStatus() {
        return Map.of(MigrationStatus.COMPLETE, (long) count);
    }

    @Override
    public RowSet logs(MigrationId id) {
        return new RowSet(logColumns(), List.of(List.of(Optional.of(id.uuid()))));
    }

    @Override
    public MigrationId resolve(String prefix) {
        return id(7);
    }

    @Override
    public void throttle(Optional<MigrationId> target, Duration expire, double ratio) {
        throttles.add(target.map(MigrationId::uuid).orElse("all") + " " + expire + " " + ratio);
    }

    @Override
    public void unthrottle(Optional<MigrationId> target) {
        throttles.add(target.map(MigrationId::uuid).orElse("all"));
    }

    @Override
    public RowSet throttledApps() {
        return new RowSet(List.of(new RowSet.Column("app", RowSet.Type.TEXT)), List.of());
    }

    @Override
    public RowSet throttlerStatus() {
        return new RowSet(List.of(new RowSet.Column("shard", RowSet.Type.TEXT)), List.of());
    }

    @Override
    public RowSet tableGc() {
        return new RowSet(List.of(new RowSet.Column("table_name", RowSet.Type.TEXT)), List.of());
    }

    @Override
    public void close() {}
}
