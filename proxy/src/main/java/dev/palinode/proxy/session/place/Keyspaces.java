package dev.palinode.proxy.session.place;

import dev.palinode.engine.topo.Topology;
import java.util.List;
import java.util.Optional;

/** The keyspaces behind one proxy, each on servers of its own; a session without a schema is in the first. Safe for many threads. */
public final class Keyspaces {
    /** One of them. */
    public interface Entry {
        /** Its name, which is that of the schema. */
        String name();

        /** Its servers, as soon as a primary was seen. */
        Optional<Cluster> cluster();

        /** Why there are no servers, in words. */
        String trouble();
    }

    private final List<Entry> entries;

    /** At least one. */
    public Keyspaces(List<Entry> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("no keyspace");
        }
        this.entries = List.copyOf(entries);
    }

    /** A single one, which is there. */
    public static Keyspaces of(Cluster cluster) {
        return new Keyspaces(List.of(new Present(cluster)));
    }

    private record Present(Cluster present) implements Entry {
        @Override
        public String name() {
            return present.keyspace();
        }

        @Override
        public Optional<Cluster> cluster() {
            return Optional.of(present);
        }

        @Override
        public String trouble() {
            return "";
        }
    }

    /** All, in their order. */
    public List<Entry> all() {
        return entries;
    }

    /** Where sessions without a schema are. */
    public Entry first() {
        return entries.get(0);
    }

    /** Those of the clusters that are there, in their order. */
    public List<Topology> topologies() {
        return entries.stream()
                .flatMap(entry -> entry.cluster().stream())
                .map(Cluster::topology)
                .toList();
    }

    /** Whether there is more than one. */
    public boolean areSeveral() {
        return entries.size() > 1;
    }

    /** The keyspace of a schema: that of exactly this name, else one that differs in the case of letters only. */
    public Optional<Entry> find(String schema) {
        Optional<Entry> exact =
                entries.stream().filter(entry -> entry.name().equals(schema)).findFirst();
        return exact.or(() -> entries.stream()
                .filter(entry -> entry.name().equalsIgnoreCase(schema))
                .findFirst());
    }

    /** Where a session begins; a schema that is no keyspace is looked for at the first one's servers. */
    public Heading enter(Target target) {
        return in(find(target.schema()).orElseGet(this::first), target, Optional.empty());
    }

    static Heading in(Entry entry, Target target, Optional<String> schema) {
        return entry.cluster()
                .map(cluster -> Heading.to(new Place(cluster, target.meant()), schema))
                .orElseGet(() -> Heading.refused(Refusals.unavailable(entry)));
    }
}
