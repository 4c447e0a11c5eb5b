package dev.palinode.shell.command;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them. */
public final class Spans {
    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s?)?");

    private Spans() {}

    /**
     * Reads a span.
     *
     * @param text such as {@code 90}, {@code 90s}, {@code 10m}, {@code 1h30m}; a bare number is seconds
     * @return empty when it is something else
     */
    public static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.isEmpty() || !form.matches()) {
            return Optional.empty();
        }
        long seconds = part(form, 1) * 3_600 + part(form, 2) * 60 + part(form, 3);
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static long part(Matcher form, int group) {
        String digits = form.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
