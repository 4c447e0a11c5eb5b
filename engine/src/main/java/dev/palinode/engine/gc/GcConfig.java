package dev.palinode.engine.gc;

import dev.palinode.engine.gc.GcName.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * How internal tables come to their end.
 *
 * @param interval time between two looks for tables that are due, when there is nothing else to do for them
 * @param lifecycle the states that a table goes through; DROP always is one
 * @param evacuation how long a table that was emptied waits for its pages to leave the buffer pool (Vitess: 72 h)
 * @param cheapBytes tables that are smaller are dropped at once. A DROP TABLE holds up others by looking for the table's
 *     pages in the buffer pool; of 64 MiB there are 4,096
 */
public record GcConfig(Duration interval, Set<Kind> lifecycle, Duration evacuation, long cheapBytes) {
    private static final List<Kind> STATES = List.of(Kind.HOLD, Kind.PURGE, Kind.EVAC, Kind.DROP);

    public GcConfig {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(evacuation, "evacuation");
        EnumSet<Kind> all = EnumSet.of(Kind.DROP);
        all.addAll(lifecycle);
        lifecycle = Set.copyOf(all);
    }

    /** What is right for nearly everybody. */
    public static GcConfig defaults() {
        return new GcConfig(Duration.ofMinutes(1), EnumSet.copyOf(STATES), Duration.ofDays(3), 64L << 20);
    }

    /** The same with other states, and another time of waiting. */
    public GcConfig with(Set<Kind> states, Duration evacuationTime) {
        return new GcConfig(interval, states, evacuationTime, cheapBytes);
    }

    /**
     * Reads Vitess's {@code --table-gc-lifecycle}: words of hold, purge, evac, drop, with commas between them. Their
     * order is always this one, and drop need not be said.
     *
     * @throws IllegalArgumentException if there is another word
     */
    public static Set<Kind> lifecycle(String text) {
        EnumSet<Kind> found = EnumSet.of(Kind.DROP);
        for (String part : text.split(",", -1)) {
            String word = part.strip().toUpperCase(Locale.ROOT);
            found.add(STATES.stream()
                    .filter(state -> state.name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a list of hold, purge, evac, drop, not '" + part.strip() + "'")));
        }
        return found;
    }

    /** The state after the given one. */
    Kind after(Kind state) {
        return STATES.stream()
                .skip(STATES.indexOf(state) + 1L)
                .filter(lifecycle::contains)
                .findFirst()
                .orElse(Kind.DROP);
    }
}
