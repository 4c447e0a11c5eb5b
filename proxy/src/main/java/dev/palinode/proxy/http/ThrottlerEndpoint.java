package dev.palinode.proxy.http;

import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.Throttler;
import dev.palinode.engine.topo.Topology;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Checks by HTTP: {@code /throttler/check-self?app=…&m=…&keyspace=…} as Vitess's tablets answer it, and
 * {@code /check/<app>/mysql/<keyspace>} as freno does, for tools that ask one of them. The status says it all: 200 go on,
 * 429 a metric is too high, 417 a rule denies it, 404 nothing of the kind is known, 500 it cannot be said now. A check
 * that names no keyspace is about the first one; one that names another than those that are here never is.
 */
public final class ThrottlerEndpoint {
    private static final String CHECK_SELF = "/throttler/check-self";
    private static final String FRENO = "/check/";
    private static final String USUAL_APP = "vitess";

    private final List<Store> stores;

    /**
     * What can be asked about: a keyspace, which has one shard.
     *
     * @param throttler the one of the present primary; empty while the keyspace is not served yet
     * @param trouble why it is not
     */
    public record Store(String keyspace, Supplier<Optional<Throttler>> throttler, Supplier<String> trouble) {
        /** Also by the name of the shard, as Vitess writes it, or as freno's store names can be written. */
        boolean isNamed(String name) {
            return name.equals(keyspace)
                    || name.equals(keyspace + "/" + Topology.UNSHARDED)
                    || name.equals(keyspace + ":" + Topology.UNSHARDED);
        }
    }

    /** For the throttlers of keyspaces, at least one. */
    public ThrottlerEndpoint(List<Store> stores) {
        this.stores = List.copyOf(stores);
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
        Optional<String> keyspace = values(query, "keyspace").stream()
                .filter(name -> !name.isEmpty())
                .findFirst();
        Optional<Store> store = keyspace.isEmpty() ? Optional.of(stores.get(0)) : named(keyspace.get());
        return store.isEmpty()
                ? unknown(app, "of keyspace " + keyspace.orElse(""))
                : with(store.get(), app, throttler -> {
                    Set<Metric> all = throttler.config().thresholds().keySet();
                    return names.isEmpty()
                            ? check(throttler, app, all, silent)
                            : metrics(throttler, app, names, silent);
                });
    }

    private Optional<Store> named(String name) {
        return stores.stream().filter(store -> store.isNamed(name)).findFirst();
    }

    private static Answer with(Store store, String app, Function<Throttler, Answer> question) {
        return store.throttler()
                .get()
                .map(question)
                .orElseGet(() -> refused(
                        Decision.Code.INTERNAL_ERROR,
                        app,
                        "",
                        app + " is denied access due to unexpected error: keyspace " + store.keyspace()
                                + " is not served yet: " + store.trouble().get()));
    }

    private static Answer metrics(Throttler throttler, String app, List<String> names, boolean silent) {
        Set<Metric> metrics = EnumSet.noneOf(Metric.class);
        for (String name : names) {
            Optional<Metric> metric = name.equals("default") || name.endsWith("/default")
                    ? Optional.of(throttler.config().defaultMetric())
                    : Metric.of(name);
            if (metric.isEmpty()) {
                return unknown(app, name);
            }
            metrics.add(metric.get());
        }
        return check(throttler, app, metrics, silent);
    }

    private Answer freno(String path) {
        String[] parts = path.split("/", 5);
        String app = parts.length > 2 ? parts[2] : "";
        Optional<Store> store = parts.length == 5 && parts[3].equals("mysql") ? named(parts[4]) : Optional.empty();
        return store.isEmpty() || app.isEmpty()
                ? unknown(app, path)
                : with(
                        store.get(),
                        app,
                        throttler -> check(
                                throttler, app, throttler.config().thresholds().keySet(), false));
    }

    private static Answer check(Throttler throttler, String app, Set<Metric> metrics, boolean silent) {
        Decision decision = throttler.check(new AppName(app), metrics, !silent);
        return new Answer(decision.code().http(), CheckJson.of(decision));
    }

    private static Answer unknown(String app, String name) {
        String message = app + " is denied access due to unknown or uncollected metric " + name;
        return refused(Decision.Code.UNKNOWN_METRIC, app, name, message);
    }

    private static Answer refused(Decision.Code code, String app, String name, String message) {
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
