package dev.palinode.engine;

import dev.palinode.engine.migration.plan.MigrationPlan;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The engines of several keyspaces as one. What names a table goes to the engine of its keyspace, what names a migration to the
 * one that knows it, and everything else to the preferred one, which is asked first. Safe for many threads.
 */
public final class KeyspaceEngines implements MigrationEngine {
    /** Migrations of which it is remembered who knows them. */
    private static final int MAX_KNOWN = 1000;

    /**
     * One of them.
     *
     * @param keyspace its name, which is that of the schema
     * @param engine the engine; throws a fault of kind UNAVAILABLE while there is none
     */
    public record Named(String keyspace, Supplier<? extends MigrationEngine> engine) {}

    private final List<Named> engines;
    private final Map<MigrationId, Named> known;

    /** At least one; the first is the preferred one. */
    public KeyspaceEngines(List<Named> engines) {
        this(engines, Collections.synchronizedMap(new LinkedHashMap<MigrationId, Named>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<MigrationId, Named> eldest) {
                return size() > MAX_KNOWN;
            }
        }));
    }

    private KeyspaceEngines(List<Named> engines, Map<MigrationId, Named> known) {
        this.engines = List.copyOf(engines);
        this.known = known;
    }

    /** The names of the keyspaces. */
    public List<String> keyspaces() {
        return engines.stream().map(Named::keyspace).toList();
    }

    /** The same with another one preferred. */
    public KeyspaceEngines preferring(String keyspace) {
        List<Named> order = new ArrayList<>(engines);
        order.sort((one, other) -> Boolean.compare(
                other.keyspace().equals(keyspace), one.keyspace().equals(keyspace)));
        return new KeyspaceEngines(order, known);
    }

    private Named first() {
        return engines.get(0);
    }

    private Named of(String schema) {
        return engines.stream()
                .filter(one -> one.keyspace().equals(schema))
                .findFirst()
                .orElse(first());
    }

    /** Who knows the migration; a fault if nobody does, or one who might cannot be asked. */
    private Named owner(MigrationId id) {
        Named before = known.get(id);
        if (before != null || engines.size() == 1) {
            return before == null ? first() : before;
        }
        Optional<EngineFault> away = Optional.empty();
        for (Named one : engines) {
            try {
                one.engine().get().resolve(id.uuid());
                known.put(id, one);
                return one;
            } catch (EngineFault e) {
                away = e.isUnknownMigration() ? away : away.or(() -> Optional.of(e));
            }
        }
        throw away.orElseGet(() -> EngineFault.unknownMigration(id.uuid()));
    }

    @Override
    public MigrationId submit(Submission submission) {
        Named one = of(submission.table().schema());
        MigrationId id = one.engine().get().submit(submission);
        known.put(id, one);
        return id;
    }

    @Override
    public List<MigrationId> submitAll(List<Submission> submissions) {
        Map<Named, List<Submission>> parts = new LinkedHashMap<>();
        for (Submission submission : submissions) {
            parts.computeIfAbsent(of(submission.table().schema()), one -> new ArrayList<>())
                    .add(submission);
        }
        Map<Submission, MigrationId> done = new LinkedHashMap<>();
        parts.forEach((one, part) -> {
            List<MigrationId> ids = submitPart(one, part, done.values());
            for (int i = 0; i < ids.size(); i++) {
                done.put(part.get(i), ids.get(i));
                known.put(ids.get(i), one);
            }
        });
        return submissions.stream().map(done::get).toList();
    }

    private static List<MigrationId> submitPart(Named one, List<Submission> part, Collection<MigrationId> done) {
        try {
            return one.engine().get().submitAll(part);
        } catch (EngineFault e) {
            if (done.isEmpty()) {
                throw e;
            }
            String message = "keyspace " + one.keyspace() + ": " + e.getMessage()
                    + " (migrations already submitted by this statement: " + done + ")";
            throw new EngineFault(e.kind(), message, e);
        }
    }

    @Override
    public MigrationId revert(Revert revert) {
        Named one = owner(revert.target());
        MigrationId id = one.engine()
                .get()
                .revert(new Revert(revert.target(), one.keyspace(), revert.strategy(), revert.context()));
        known.put(id, one);
        return id;
    }

    @Override
    public CompletableFuture<Outcome> outcome(MigrationId id) {
        Named one = known.get(id);
        return (one == null ? first() : one).engine().get().outcome(id);
    }

    /** ALL are those of the preferred one. */
    @Override
    public long control(Control control) {
        return control.target()
                .map(this::owner)
                .orElseGet(this::first)
                .engine()
                .get()
                .control(control);
    }

    /** What the preferred one does not list, the others may; a whole UUID may be known by one that is away. */
    @Override
    public RowSet list(Filter filter) {
        Optional<Named> away = Optional.empty();
        Optional<RowSet> nothing = Optional.empty();
        for (Named one : filter.like().isEmpty() ? List.of(first()) : engines) {
            Optional<RowSet> rows = ifThere(one, engine -> engine.list(filter));
            if (rows.filter(found -> !found.rows().isEmpty()).isPresent()) {
                return rows.get();
            }
            away = rows.isEmpty() ? away.or(() -> Optional.of(one)) : away;
            nothing = one.equals(first()) ? rows : nothing;
        }
        boolean whole = filter.like().flatMap(MigrationId::parse).isPresent();
        if (nothing.isPresent() && (away.isEmpty() || !whole)) {
            return nothing.get();
        }
        return away.orElse(first()).engine().get().list(filter);
    }

    private static <T> Optional<T> ifThere(Named one, Function<MigrationEngine, T> question) {
        try {
            return Optional.of(question.apply(one.engine().get()));
        } catch (EngineFault e) {
            if (e.kind() == EngineFault.Kind.UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<RowSet.Column> listColumns() {
        return ifThere(first(), MigrationEngine::listColumns).orElse(MigrationReader.LIST_COLUMNS);
    }

    @Override
    public List<RowSet.Column> logColumns() {
        return ifThere(first(), MigrationEngine::logColumns).orElse(MigrationReader.LOG_COLUMNS);
    }

    /** Of all that can be asked; a fault if none can. */
    @Override
    public Map<MigrationStatus, Long> countByStatus() {
        Map<MigrationStatus, Long> sum = new EnumMap<>(MigrationStatus.class);
        for (Named one : engines) {
            ifThere(one, MigrationEngine::countByStatus)
                    .ifPresent(found -> found.forEach((status, count) -> sum.merge(status, count, Long::sum)));
        }
        return sum.isEmpty() ? first().engine().get().countByStatus() : sum;
    }

    @Override
    public long countMoves(MigrationStatus to) {
        return engines.stream()
                .mapToLong(one -> ifThere(one, engine -> engine.countMoves(to)).orElse(0L))
                .sum();
    }

    @Override
    public RowSet logs(MigrationId id) {
        return owner(id).engine().get().logs(id);
    }

    /** Asks all of them: what is the only one here may not be the only one. */
    @Override
    public MigrationId resolve(String prefix) {
        Map<MigrationId, Named> found = new LinkedHashMap<>();
        for (Named one : engines) {
            try {
                found.put(one.engine().get().resolve(prefix), one);
            } catch (EngineFault e) {
                if (!e.isUnknownMigration()) {
                    throw e.kind() == EngineFault.Kind.UNAVAILABLE ? unsure(prefix, one, e) : e;
                }
            }
        }
        if (found.size() > 1) {
            throw new EngineFault(
                    EngineFault.Kind.REFUSED, "several migrations begin with " + prefix + ": " + found.keySet());
        }
        known.putAll(found);
        return found.keySet().stream().findFirst().orElseThrow(() -> EngineFault.unknownMigration(prefix));
    }

    private static EngineFault unsure(String prefix, Named one, EngineFault e) {
        String message = "keyspace " + one.keyspace() + " cannot be asked whether a migration of its begins with "
                + prefix + "; write the whole UUID: " + e.getMessage();
        return new EngineFault(e.kind(), message, e);
    }

    @Override
    public void throttle(Optional<MigrationId> target, Duration expire, double ratio) {
        target.map(this::owner).orElseGet(this::first).engine().get().throttle(target, expire, ratio);
    }

    @Override
    public void unthrottle(Optional<MigrationId> target) {
        target.map(this::owner).orElseGet(this::first).engine().get().unthrottle(target);
    }

    @Override
    public RowSet throttledApps() {
        return first().engine().get().throttledApps();
    }

    @Override
    public RowSet throttlerStatus() {
        return first().engine().get().throttlerStatus();
    }

    @Override
    public RowSet tableGc() {
        return first().engine().get().tableGc();
    }

    @Override
    public RowSet plan(Proposal proposal) {
        Named one = proposal.submissions().stream()
                .findFirst()
                .map(submission -> of(submission.table().schema()))
                .orElse(first());
        return one.engine().get().plan(proposal);
    }

    @Override
    public List<RowSet.Column> planColumns() {
        return ifThere(first(), MigrationEngine::planColumns).orElse(MigrationPlan.COLUMNS);
    }

    /** The engines are closed by those who opened them. */
    @Override
    public void close() {}
}
