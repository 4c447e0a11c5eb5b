package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.store.TopoStore.Entry;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.concurrent.ThreadLocalRandom;

/** Who has changed what, when. The oldest entries go when there are many. */
public final class TopoHistory {
    /** A few hundred bytes each; a topology changes a few times a week. */
    private static final int KEPT = 1000;

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "yyyyMMdd'T'HHmmss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TopoStore store;
    private final InstantSource clock;

    /** The history in a store. */
    public TopoHistory(TopoStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void add(String who, String what) {
        HistoryEntry entry = new HistoryEntry(clock.instant(), who, what);
        String name = NAME.format(entry.time()) + "-"
                + "%08x".formatted(ThreadLocalRandom.current().nextInt());
        store.create(TopoPaths.HISTORY + "/" + TopoPaths.name(name), entry.toJson());
        NavigableMap<String, Entry> all = store.list(List.of(TopoPaths.HISTORY));
        all.entrySet().stream().limit(Math.max(0, all.size() - KEPT)).forEach(old -> {
            try {
                store.delete(old.getKey(), old.getValue().version());
            } catch (TopoFault e) {
                // Somebody else has removed it at the same time, or it goes the next time.
                return;
            }
        });
    }

    /** All entries, the oldest first. */
    public List<HistoryEntry> all() {
        return store.list(List.of(TopoPaths.HISTORY)).values().stream()
                .map(entry -> HistoryEntry.parse(entry.value()))
                .toList();
    }
}
