package dev.palinode.proxy.config;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.reparent.AutoFailover;
import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.config.Settings.Text;
import dev.palinode.proxy.gate.shard.BufferOptions;
import dev.palinode.proxy.session.limit.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the keys of {@link Operations}; what is wrong with them is added to the mistakes. */
final class OperationsReader {
    static final String HTTP = "http";
    static final String SLOW_LOG = "slow-log-threshold";
    static final String MAX_CONNECTIONS = "max-connections";
    static final String MAX_PER_USER = "max-connections-per-user";
    static final String MAX_PACKET = "max-allowed-packet";
    static final String IDLE_TIMEOUT = "idle-timeout";
    static final String LOGIN_TIMEOUT = "login-timeout";
    static final String SHUTDOWN_GRACE = "shutdown-grace";
    static final String FAILED_LOGIN_DELAY = "failed-login-delay";
    static final String LOCAL_INFILE = "local-infile";
    static final String MAX_RUNNING = "max-concurrent-online-ddl";
    static final String MAX_COPIES = "max-concurrent-copies";
    static final String GC_LIFECYCLE = "table-gc-lifecycle";
    static final String GC_EVAC = "table-gc-evac-time";
    static final String BUFFER_WINDOW = "buffer-window";
    static final String BUFFER_SIZE = "buffer-size";
    static final String BUFFER_DURATION = "buffer-max-failover-duration";
    static final String BUFFER_PAUSE = "buffer-min-time-between-failovers";
    static final String AUTO_FAILOVER = "auto-failover";
    static final String AUTO_FAILOVER_PAUSE = "auto-failover-min-time-between";
    static final String GH_OST = "gh-ost-path";
    static final String PT_OSC = "pt-osc-path";
    static final List<String> KEYS = List.of(
            HTTP,
            SLOW_LOG,
            MAX_CONNECTIONS,
            MAX_PER_USER,
            MAX_PACKET,
            IDLE_TIMEOUT,
            LOGIN_TIMEOUT,
            SHUTDOWN_GRACE,
            FAILED_LOGIN_DELAY,
            LOCAL_INFILE,
            ThrottleReader.THRESHOLD,
            ThrottleReader.QUERY,
            MAX_RUNNING,
            MAX_COPIES,
            GC_LIFECYCLE,
            GC_EVAC,
            BUFFER_WINDOW,
            BUFFER_SIZE,
            BUFFER_DURATION,
            BUFFER_PAUSE,
            AUTO_FAILOVER,
            AUTO_FAILOVER_PAUSE,
            GH_OST,
            PT_OSC);

    private static final String OFF = "off";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kmg]?)");
    private static final int MAX_NUMBER = 1_000_000;
    private static final Duration MAX_TIME = Duration.ofDays(365);

    private final Map<String, Text> settings;
    private final List<String> mistakes;

    OperationsReader(Map<String, Text> settings, List<String> mistakes) {
        this.settings = settings;
        this.mistakes = mistakes;
    }

    Operations read() {
        Limits usual = Limits.defaults();
        Optional<ServerAddress> http = isOff(HTTP)
                ? Optional.empty()
                : Optional.of(value(HTTP, Operations.DEFAULT_HTTP, OperationsReader::address));
        Limits limits = new Limits(
                value(MAX_CONNECTIONS, usual.maxConnections(), text -> number(text, 1)),
                isOff(MAX_PER_USER) ? 0 : value(MAX_PER_USER, 0, text -> number(text, 1)),
                isOff(MAX_PACKET) ? 0 : value(MAX_PACKET, 0L, OperationsReader::size),
                optionalTime(IDLE_TIMEOUT, usual.idleTimeout(), OperationsReader::positiveTime),
                value(LOGIN_TIMEOUT, usual.loginTimeout(), OperationsReader::positiveTime),
                value(SHUTDOWN_GRACE, usual.shutdownGrace(), OperationsReader::time),
                optionalTime(FAILED_LOGIN_DELAY, usual.failedLoginDelay(), OperationsReader::positiveTime),
                optionalTime(SLOW_LOG, usual.slowStatement(), OperationsReader::time));
        EngineConfig engine = EngineConfig.defaults();
        return new Operations(
                http,
                limits,
                value(LOCAL_INFILE, false, OperationsReader::onOrOff),
                new ThrottleReader(settings, mistakes).read(),
                value(MAX_RUNNING, engine.maxRunning(), text -> number(text, 1)),
                value(MAX_COPIES, engine.maxCopies(), text -> number(text, 1)),
                engine.gc()
                        .with(
                                value(GC_LIFECYCLE, engine.gc().lifecycle(), GcConfig::lifecycle),
                                value(GC_EVAC, engine.gc().evacuation(), OperationsReader::time)),
                buffer(),
                autoFailover(),
                new ToolPaths(
                        value(GH_OST, engine.tools().ghOst(), OperationsReader::program),
                        value(PT_OSC, engine.tools().ptOsc(), OperationsReader::program)));
    }

    private BufferOptions buffer() {
        BufferOptions usual = BufferOptions.defaults();
        return new BufferOptions(
                value(BUFFER_WINDOW, usual.window(), OperationsReader::positiveTime),
                isOff(BUFFER_SIZE) ? 0 : value(BUFFER_SIZE, usual.size(), text -> number(text, 0)),
                value(BUFFER_DURATION, usual.maxFailoverDuration(), OperationsReader::positiveTime),
                value(BUFFER_PAUSE, usual.minTimeBetweenFailovers(), OperationsReader::time));
    }

    private Optional<AutoFailover.Terms> autoFailover() {
        Duration pause = value(AUTO_FAILOVER_PAUSE, AutoFailover.Terms.USUAL_PAUSE, OperationsReader::time);
        return optionalTime(AUTO_FAILOVER, Optional.empty(), OperationsReader::positiveTime)
                .map(after -> new AutoFailover.Terms(after, pause));
    }

    private boolean isOff(String key) {
        return Optional.ofNullable(settings.get(key))
                .filter(text -> text.value().equalsIgnoreCase(OFF))
                .isPresent();
    }

    private <T> T value(String key, T usual, Function<String, T> parse) {
        Text text = settings.get(key);
        if (text == null) {
            return usual;
        }
        try {
            return parse.apply(text.value());
        } catch (IllegalArgumentException e) {
            mistakes.add(text.where() + ": " + e.getMessage());
            return usual;
        }
    }

    private Optional<Duration> optionalTime(String key, Optional<Duration> usual, Function<String, Duration> parse) {
        if (isOff(key)) {
            return Optional.empty();
        }
        return settings.containsKey(key) ? Optional.of(value(key, MAX_TIME, parse)) : usual;
    }

    private static boolean onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true", "1" -> true;
            case OFF, "false", "0" -> false;
            default -> throw new IllegalArgumentException("on or off, not " + text);
        };
    }

    private static String program(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the name of a program, or its path");
        }
        return text.strip();
    }

    private static ServerAddress address(String text) {
        return ServerAddress.parse(text, Operations.DEFAULT_HTTP.port());
    }

    private static int number(String text, int least) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > MAX_NUMBER) {
            throw new IllegalArgumentException("a number from " + least + " to " + MAX_NUMBER + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()
                || (Long.parseLong(size.group(1)) < 1024 && size.group(2).isEmpty())) {
            throw new IllegalArgumentException("bytes, at least 1024, or 16M and the like, or off, not " + text);
        }
        int shift = " kmg".indexOf(size.group(2).isEmpty() ? " " : size.group(2)) * 10;
        return Long.parseLong(size.group(1)) << shift;
    }

    private static Duration time(String text) {
        return GoDuration.parse(text)
                .filter(time -> !time.isNegative() && time.compareTo(MAX_TIME) <= 0)
                .orElseThrow(() -> new IllegalArgumentException("a time such as 500ms, 10s or 5m, not " + text));
    }

    private static Duration positiveTime(String text) {
        Duration time = time(text);
        if (time.isZero()) {
            throw new IllegalArgumentException("a time above zero, not " + text);
        }
        return time;
    }
}
