package dev.palinode.shell.migration;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times that the server has written: only ever compared with each other, so that no zone and no second clock matters. */
final class Times {
    private Times() {}

    /** Seconds from one to the other; empty when either is unknown. */
    static Optional<Duration> between(String from, String to) {
        try {
            return Optional.of(Duration.between(parse(from), parse(to)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Tells whether the first is at most so many seconds before the second, or after it. */
    static boolean within(String earlier, String later, long seconds) {
        return between(earlier, later).map(gap -> gap.toSeconds() <= seconds).orElse(false);
    }

    private static LocalDateTime parse(String text) {
        return LocalDateTime.parse(text.strip().replace(' ', 'T'));
    }
}
