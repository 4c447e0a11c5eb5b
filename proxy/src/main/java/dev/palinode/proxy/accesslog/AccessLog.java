package dev.palinode.proxy.accesslog;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** The log of statements that were slow or failed, on the logger {@code palinode.access}. Safe for many threads. */
public final class AccessLog {
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\"\\s]+");

    /**
     * What is told of a statement.
     *
     * @param session the id in the client's greeting
     * @param schema empty if there is none
     * @param nanos how long it took
     * @param sent bytes of the answer
     * @param error MySQL's number; 0 if there was none
     * @param digest the text without literals
     */
    public record Entry(
            int session,
            String user,
            String host,
            String schema,
            String command,
            long nanos,
            long sent,
            int error,
            String digest) {}

    private final long threshold;
    private final Consumer<String> out;

    /**
     * A log.
     *
     * @param slow from when on a statement is slow; empty logs nothing at all, failed statements neither
     * @param out gets the lines
     */
    public AccessLog(Optional<Duration> slow, Consumer<String> out) {
        this.threshold = slow.map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.out = out;
    }

    /** A log to the logger. */
    public static AccessLog toLogger(Optional<Duration> slow) {
        return new AccessLog(slow, LoggerFactory.getLogger("palinode.access")::info);
    }

    /** Whether a statement that took so long is slow. */
    public boolean isSlow(long nanos) {
        return nanos >= threshold && threshold != Long.MAX_VALUE;
    }

    /** Whether a statement has a line. */
    public boolean wants(long nanos, int error) {
        return threshold != Long.MAX_VALUE && (error != 0 || nanos >= threshold);
    }

    /** Writes the line. */
    public void write(Entry entry) {
        out.accept(String.format(
                Locale.ROOT,
                "session=%d user=%s host=%s schema=%s command=%s ms=%.1f sent=%d error=%d sql=\"%s\"",
                entry.session(),
                safe(entry.user()),
                safe(entry.host()),
                safe(entry.schema()),
                entry.command(),
                entry.nanos() / 1e6,
                entry.sent(),
                entry.error(),
                entry.digest()));
    }

    /** Nobody makes two lines, or another field, of a name. */
    private static String safe(String name) {
        return name.isEmpty() ? "-" : UNSAFE.matcher(name).replaceAll("_");
    }
}
