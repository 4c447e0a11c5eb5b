package dev.palinode.engine.sql;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them and Vitess takes them: {@code 5s}, {@code 1h30m}, {@code 250ms}, {@code 0}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** The duration, or empty when the text is malformed or exceeds 290 years. */
    public static Optional<Duration> parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(rest);
        int done = 0;
        while (done < rest.length() && part.find(done) && part.start() == done) {
            nanos = nanos.add(new BigDecimal("0" + part.group(1))
                    .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            done = part.end();
        }
        boolean whole = done > 0 && done == rest.length();
        if (!whole || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Optional.empty();
        }
        Duration size = Duration.ofNanos(nanos.longValue());
        return Optional.of(negative ? size.negated() : size);
    }
}
