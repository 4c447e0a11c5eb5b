package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/** How fast one migration goes, from what was seen of it in the last seconds. Used by one thread. */
public final class Pace {
    /** What is older does not count: long enough to be steady, short enough to show a throttle. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private final Deque<Look> looks = new ArrayDeque<>();
    private long all;
    private long throttled;

    /** What was seen at one moment. */
    private record Look(Instant at, String unit, long rows, long etaSeconds) {}

    /** Begins with nothing seen. */
    public Pace() {}

    /**
     * Takes a look into account.
     *
     * @param row as it is now
     * @param now when that is
     */
    public void saw(MigrationRow row, Instant now) {
        all++;
        throttled += row.throttled() ? 1 : 0;
        PhaseView view = PhaseView.of(row);
        long rows = view.completed().orElse(0);
        if (!looks.isEmpty()
                && (looks.getLast().rows() > rows || !looks.getLast().unit().equals(view.unit()))) {
            // The copy has begun anew, or something else has begun.
            looks.clear();
        }
        looks.addLast(new Look(now, view.unit(), rows, view.etaSeconds()));
        while (looks.getFirst().at().plus(WINDOW).isBefore(now)) {
            looks.removeFirst();
        }
    }

    /**
     * What the phase counts, per second.
     *
     * @return empty until that can be told
     */
    public Optional<Double> perSecond() {
        if (looks.size() < 2) {
            return Optional.empty();
        }
        double seconds =
                Duration.between(looks.getFirst().at(), looks.getLast().at()).toMillis() / 1e3;
        long rows = looks.getLast().rows() - looks.getFirst().rows();
        return seconds < 0.2 ? Optional.empty() : Optional.of(rows / seconds);
    }

    /**
     * The part of the looks at which it was throttled.
     *
     * @return 0 to 100
     */
    public long throttledPercent() {
        return all == 0 ? 0 : Math.round(100.0 * throttled / all);
    }

    /**
     * How long the phase will take yet: the span of what the server guessed in the last seconds.
     *
     * @return such as {@code 12m05s} or {@code 5s-8s}; empty when nothing is known
     */
    public String eta() {
        if (looks.isEmpty() || looks.getLast().etaSeconds() < 0) {
            return "";
        }
        Instant now = looks.getLast().at();
        long low = Long.MAX_VALUE;
        long high = 0;
        for (Look look : looks) {
            if (look.etaSeconds() >= 0) {
                long left = Math.max(
                        0, look.etaSeconds() - Duration.between(look.at(), now).toSeconds());
                low = Math.min(low, left);
                high = Math.max(high, left);
            }
        }
        String from = Durations.brief(low);
        String to = Durations.brief(high);
        return from.equals(to) ? to : from + "-" + to;
    }

    /**
     * The rate in words.
     *
     * @return such as {@code 18,234 rows/s} or {@code 310 transactions/s}; empty until it can be told
     */
    public String rate() {
        return perSecond()
                .map(rate -> String.format(
                        Locale.ROOT,
                        "%,d %s/s",
                        Math.round(rate),
                        looks.getLast().unit().split(" ", 2)[0]))
                .orElse("");
    }
}
