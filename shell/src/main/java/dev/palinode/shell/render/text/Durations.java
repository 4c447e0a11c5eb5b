package dev.palinode.shell.render.text;

import java.time.Duration;
import java.util.Locale;

/** Spans of time for people. */
public final class Durations {
    private Durations() {}

    /**
     * How long a statement took.
     *
     * @param time not negative
     * @return such as {@code 0.01 sec} or {@code 2 min 3.50 sec}
     */
    public static String elapsed(Duration time) {
        long hundredths = Math.max(0, time.toMillis() + 5) / 10;
        String seconds = String.format(Locale.ROOT, "%d.%02d sec", hundredths / 100 % 60, hundredths % 100);
        long minutes = hundredths / 6_000;
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + " min " + seconds : minutes / 60 + " hours " + minutes % 60 + " min " + seconds;
    }

    /**
     * A short form for a column.
     *
     * @param seconds not negative
     * @return such as {@code 42s}, {@code 3m05s}, {@code 2h07m}
     */
    public static String brief(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3_600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3_600, seconds / 60 % 60);
    }
}
