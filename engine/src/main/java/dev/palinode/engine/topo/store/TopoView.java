package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.store.TopoStore.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The records of a topology at one time. A record that cannot be read is left out, and said in {@code broken}: it
 * must not take the other keyspaces away.
 *
 * @param keyspaces by name
 * @param shards by {@code keyspace/shard}
 * @param tablets by alias
 * @param broken what could not be read, for people
 */
public record TopoView(
        NavigableMap<String, KeyspaceRecord> keyspaces,
        NavigableMap<String, ShardRecord> shards,
        NavigableMap<TabletAlias, TabletRecord> tablets,
        List<String> broken) {
    public TopoView {
        keyspaces = Collections.unmodifiableNavigableMap(new TreeMap<>(keyspaces));
        shards = Collections.unmodifiableNavigableMap(new TreeMap<>(shards));
        tablets = Collections.unmodifiableNavigableMap(new TreeMap<>(tablets));
        broken = List.copyOf(broken);
    }

    /** Reads the records. */
    public static TopoView of(Map<String, Entry> entries) {
        NavigableMap<String, KeyspaceRecord> keyspaces = new TreeMap<>();
        NavigableMap<String, ShardRecord> shards = new TreeMap<>();
        NavigableMap<TabletAlias, TabletRecord> tablets = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        entries.forEach((path, entry) -> {
            try {
                List<String> parts = TopoPaths.parts(path);
                switch (parts.get(parts.size() - 1)) {
                    case TopoPaths.KEYSPACE -> keyspaces.put(parts.get(1), KeyspaceRecord.parse(entry.value()));
                    case TopoPaths.SHARD ->
                        shards.put(parts.get(1) + "/" + parts.get(3), ShardRecord.parse(entry.value()));
                    case TopoPaths.TABLET -> {
                        TabletRecord tablet = TabletRecord.parse(entry.value());
                        tablets.put(tablet.alias(), tablet);
                    }
                    default -> {
                        // Of somebody else.
                    }
                }
            } catch (TopoFault | IllegalArgumentException | IndexOutOfBoundsException e) {
                broken.add(path + ": " + e.getMessage());
            }
        });
        return new TopoView(keyspaces, shards, tablets, broken);
    }

    /** Reads all records of a store. */
    public static TopoView read(TopoStore store) {
        return of(store.list(TopoPaths.RECORDS));
    }

    /** The tablets of a shard, by alias. */
    public List<TabletRecord> tabletsOf(String keyspace, String shard) {
        return tablets.values().stream()
                .filter(tablet ->
                        tablet.keyspace().equals(keyspace) && tablet.shard().equals(shard))
                .toList();
    }

    /** The record of a shard. */
    public Optional<ShardRecord> shard(String keyspace, String shard) {
        return Optional.ofNullable(shards.get(keyspace + "/" + shard));
    }

    /** The record of a keyspace. */
    public Optional<KeyspaceRecord> keyspace(String keyspace) {
        return Optional.ofNullable(keyspaces.get(keyspace));
    }

    /** The record of a tablet. */
    public Optional<TabletRecord> tablet(TabletAlias alias) {
        return Optional.ofNullable(tablets.get(alias));
    }

    /** What does not fit together, for people; what was broken is among it. */
    public List<String> problems() {
        return TopoRules.problems(this);
    }
}
