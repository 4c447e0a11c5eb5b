package dev.palinode.proxy.http;

import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.Throttler;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks by HTTP: {@code /throttler/check-self?app=…&m=…} as Vitess's tablets answer it, and
 * {@code /check/<app>/mysql/<keyspace>} as freno does, for tools that ask one of them. The status says it all: 200 go on,
 * 429 a metric is too high, 417 a rule denies it, 404 nothing of the kind is known, 500 it cannot be said now.
 */
public final class ThrottlerEndpoint {
    private static final String CHECK_SELF = "/throttler/check-self";
    private static final String FRENO = "/check/";
    private static final String USUAL_APP = "vitess";

    private final Supplier<Throttler> current;
    private final String keyspace;

    /**
     * For the throttler of a keyspace.
     *
     * @param current the one of the present primary
     */
    public ThrottlerEndpoint(Supplier<Throttler> current, String keyspace) {
        this.current = current;
        this.keyspace = keyspace;
    }

    /** An answer in JSON. */
    record Answer(int status, String json) {}

    /** The answer to a request; empty when it is not about checks. May block for a second or two. */
    Optional<Answer> answer(URI uri) {
        String path = uri.getPath();
        if (path.equals(CHECK_SELF)) {
            String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
            return Optional.of(checkSelf(query));
        }
        return path.startsWith(FRENO) ? Optional.of(freno(path)) : Optional.empty();
    }

    private Answer checkSelf(String query) {
        String app = values(query, "app").stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(USUAL_APP);
        boolean silent = values(query, "s").contains("true");
        List<String> names = values(query, "m").stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .filter(name -> !name.isEmpty())
                .toList();
        return names.isEmpty()
                ? check(app, current.get().config().thresholds().keySet(), silent)
                : named(app, names, silent);
    }

    private Answer named(String app, List<String> names, boolean silent) {
        Set<Metric> metrics = EnumSet.noneOf(Metric.class);
        for (String name : names) {
            Optional<Metric> metric = name.equals("default") || name.endsWith("/default")
                    ? Optional.of(current.get().config().defaultMetric())
                    : Metric.of(name);
            if (metric.isEmpty()) {
                return unknown(app, name);
            }
            metrics.add(metric.get());
        }
        return check(app, metrics, silent);
    }

    private Answer freno(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != 5 || parts[2].isEmpty() || !parts[3].equals("mysql") || !parts[4].equals(keyspace)) {
            return unknown(parts.length > 2 ? parts[2] : "", path);
        }
        return check(parts[2], current.get().config().thresholds().keySet(), false);
    }

    private Answer check(String app, Set<Metric> metrics, boolean silent) {
        Decision decision = current.get().check(new AppName(app), metrics, !silent);
        return new Answer(decision.code().http(), CheckJson.of(decision));
    }

    private static Answer unknown(String app, String name) {
        Decision.Code code = Decision.Code.UNKNOWN_METRIC;
        String message = app + " is denied access due to unknown or uncollected metric " + name;
        return new Answer(code.http(), CheckJson.of(new Decision(code, app, name, "", "", 0, 0, message, List.of())));
    }

    private static List<String> values(String query, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                values.add(decoded(pair.substring(name.length() + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
