package dev.palinode.engine.topo;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One keyspace with one shard on servers that were named at the start. Who is primary is what was seen at the last
 * look; {@link #refresh} looks again.
 */
public final class StaticTopology implements Topology {
    private final String keyspace;
    private final Supplier<List<Tablet>> look;
    private volatile Snapshot current;

    /** What one look saw. */
    private record Snapshot(Tablet primary, List<Tablet> tablets) {
        static Snapshot of(List<Tablet> tablets) {
            List<Tablet> primaries = tablets.stream()
                    .filter(tablet -> tablet.type() == TabletType.PRIMARY)
                    .toList();
            if (primaries.size() != 1) {
                throw new IllegalArgumentException("a shard has one primary, not " + primaries.size());
            }
            return new Snapshot(primaries.get(0), List.copyOf(tablets));
        }
    }

    /**
     * A topology that starts from what has been seen.
     *
     * @param tablets one primary, and any replicas
     * @param look asks all servers anew; may block; throws when it finds no primary
     */
    public StaticTopology(String keyspace, List<Tablet> tablets, Supplier<List<Tablet>> look) {
        this.keyspace = Objects.requireNonNull(keyspace, "keyspace");
        this.look = Objects.requireNonNull(look, "look");
        this.current = Snapshot.of(tablets);
    }

    /**
     * Looks again. Blocks; what the look throws is thrown on, and what was seen before stays.
     *
     * @return whether another server is the primary now
     */
    @Override
    public synchronized boolean refresh() {
        Snapshot before = current;
        Snapshot now = Snapshot.of(look.get());
        current = now;
        return !now.primary().address().equals(before.primary().address());
    }

    @Override
    public String keyspace() {
        return keyspace;
    }

    @Override
    public String shard() {
        return UNSHARDED;
    }

    @Override
    public Tablet primary() {
        return current.primary();
    }

    @Override
    public List<Tablet> tablets() {
        return current.tablets();
    }
}
