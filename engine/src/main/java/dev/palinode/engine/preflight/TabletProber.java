package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the roles of servers by looking at them, whatever the order in which they were named. Blocks. */
public final class TabletProber {
    private static final String CELL = "zone1";
    private static final int FIRST_NUMBER = 100;
    private static final Logger LOG = LoggerFactory.getLogger(TabletProber.class);

    private final Supplier<List<Named>> servers;
    private final boolean amongOthers;
    private final LongSupplier recorded;

    /** A server as it is known before anybody has looked at it. */
    private record Named(String alias, BackendUrl url, TabletType type) {}

    private TabletProber(Supplier<List<Named>> servers, boolean amongOthers, LongSupplier recorded) {
        this.servers = servers;
        this.amongOthers = amongOthers;
        this.recorded = recorded;
    }

    /** Servers of one shard; at least one. */
    public TabletProber(List<BackendUrl> backends) {
        this(constant(backends, FIRST_NUMBER), false, () -> 0);
    }

    /**
     * Servers of one shard of several. One that stands alone and replicates may belong to another of them, and is not taken for
     * a primary.
     *
     * @param others how many servers have an alias already
     */
    public TabletProber(List<BackendUrl> backends, int others) {
        this(constant(backends, FIRST_NUMBER + others), true, () -> 0);
    }

    private static Supplier<List<Named>> constant(List<BackendUrl> backends, int number) {
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("no backend");
        }
        List<Named> named = IntStream.range(0, backends.size())
                .mapToObj(i -> new Named(CELL + "-" + (number + i), backends.get(i), TabletType.REPLICA))
                .toList();
        return () -> named;
    }

    /**
     * Servers of one shard that may become others.
     *
     * @param keyspace the schema of all
     * @param tablets with their aliases; never none. One that is RDONLY stays so unless it is the primary.
     * @param recorded the last promotion that somebody has noted, in nanoseconds since 1970; 0 if none
     */
    public static TabletProber following(String keyspace, Supplier<List<Tablet>> tablets, LongSupplier recorded) {
        return new TabletProber(
                () -> tablets.get().stream()
                        .map(tablet -> new Named(
                                tablet.alias(),
                                new BackendUrl(tablet.login(), tablet.address(), keyspace, tablet.tls()),
                                tablet.type()))
                        .toList(),
                false,
                recorded);
    }

    /**
     * Looks at all servers for the first time. Each gets an alias by the order of naming.
     *
     * One that is only away is no reason not to begin, as long as another one is the primary: it may be the one that died.
     *
     * @throws SetupFault if a server refuses the account, is not known by its name, or is named twice, and if there is not
     *     exactly one primary
     */
    public List<Tablet> first() {
        Look look = lookAtAll();
        if (look.servers().isEmpty() || look.errors().size() > look.away()) {
            throw new SetupFault(String.join("\n", look.errors()));
        }
        refuseTwins(look.servers());
        if (standsAlone()) {
            refuseReplica(look.servers().get(0));
        }
        List<Tablet> tablets = tablets(look);
        look.errors().forEach(error -> LOG.warn("{}; it counts as a replica that is away", error));
        return tablets;
    }

    /**
     * Looks again, when a server may be away. One that cannot be reached is not the primary.
     *
     * @throws SetupFault if there is not exactly one primary among those that can be reached
     */
    public List<Tablet> again() {
        return tablets(lookAtAll());
    }

    /** The servers as they are named, in no role: for looking at them when there is no primary. */
    public List<Tablet> named() {
        return servers.get().stream()
                .map(one -> new Tablet(
                        one.alias(),
                        one.url().address(),
                        one.type() == TabletType.RDONLY ? TabletType.RDONLY : TabletType.REPLICA,
                        one.url().login(),
                        one.url().tls()))
                .toList();
    }

    /** Whether this is the only server of its shard, beside those of other shards. */
    public boolean standsAlone() {
        return amongOthers && servers.get().size() == 1;
    }

    /**
     * What was seen: the servers that answered, why the others did not, how many of those nobody has reached, and the last
     * promotion that is known of.
     */
    private record Look(List<Named> named, List<ServerFacts> servers, List<String> errors, long away, long promotion) {
        boolean hasMissedIt(ServerFacts server) {
            return server.isOlderThan(promotion);
        }
    }

    private Look lookAtAll() {
        List<ServerFacts> servers = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        long away = 0;
        List<Named> named = this.servers.get();
        for (Named one : named) {
            try {
                servers.add(ServerFacts.look(one.url()));
            } catch (SQLException e) {
                errors.add("cannot connect to " + one.url() + ": " + Backends.reason(e));
                away += isAway(e) ? 1 : 0;
            }
        }
        long promotion = servers.stream()
                .mapToLong(server -> server.promotion().orElse(0))
                .reduce(recorded.getAsLong(), Math::max);
        // Who was promoted since we looked has written that down since.
        servers.replaceAll(server -> server.writable() && server.isOlderThan(promotion) ? fresh(server) : server);
        return new Look(named, servers, errors, away, promotion);
    }

    private static ServerFacts fresh(ServerFacts server) {
        try {
            return ServerFacts.look(server.url());
        } catch (SQLException e) {
            LOG.debug("{} does not answer any more", server.url(), e);
            return server;
        }
    }

    /** Whether nothing answered at the address, which may be right all the same. */
    private static boolean isAway(SQLException fault) {
        boolean unknown = Stream.iterate((Throwable) fault, Objects::nonNull, Throwable::getCause)
                .anyMatch(UnknownHostException.class::isInstance);
        return fault.getErrorCode() == 0 && !unknown;
    }

    private static List<Tablet> tablets(Look look) {
        BackendUrl primary = primary(look).url();
        return look.named().stream()
                .map(one -> new Tablet(
                        one.alias(),
                        one.url().address(),
                        type(one, one.url().equals(primary)),
                        one.url().login(),
                        one.url().tls()))
                .toList();
    }

    private static TabletType type(Named one, boolean primary) {
        if (primary) {
            return TabletType.PRIMARY;
        }
        return one.type() == TabletType.RDONLY ? TabletType.RDONLY : TabletType.REPLICA;
    }

    private static void refuseReplica(ServerFacts server) {
        server.source().ifPresent(source -> {
            throw new SetupFault(server.url() + " replicates from " + source
                    + ", and is no primary of a keyspace of its own: name both with the schema of one keyspace, or end the"
                    + " replication");
        });
    }

    private static void refuseTwins(List<ServerFacts> servers) {
        Map<String, ServerFacts> seen = new LinkedHashMap<>();
        for (ServerFacts server : servers) {
            ServerFacts twin = seen.putIfAbsent(server.identity(), server);
            if (twin != null) {
                throw new SetupFault(
                        twin.url().address() + " and " + server.url().address() + " are the same server; name it once");
            }
        }
    }

    /**
     * A replica that somebody left writable is still a replica. Of two that replicate from each other one writes, but
     * while a server is away, one that replicates may be waiting for it. Who has missed a promotion is a former primary.
     */
    private static ServerFacts primary(Look look) {
        List<ServerFacts> writable =
                look.servers().stream().filter(ServerFacts::writable).toList();
        List<ServerFacts> sources =
                writable.stream().filter(server -> server.source().isEmpty()).toList();
        List<ServerFacts> claims = sources.isEmpty() && look.errors().isEmpty() ? writable : sources;
        List<ServerFacts> candidates =
                claims.stream().filter(server -> !look.hasMissedIt(server)).toList();
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                candidates.isEmpty()
                        ? "no backend takes writes, so there is no primary:"
                        : "more than one backend could be the primary; all but one must be read-only:");
        look.servers()
                .forEach(server -> lines.add("  " + server.describe()
                        + (claims.contains(server) && look.hasMissedIt(server)
                                ? "; another one was promoted since (_vt.reparent_journal), which it does not know of"
                                : "")));
        look.errors().forEach(error -> lines.add("  " + error));
        throw new SetupFault(String.join("\n", lines));
    }
}
