package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.ShardRecord;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final Supplier<ShardRecord> recorded;

    /** A server as it is known before anybody has looked at it. */
    private record Named(String alias, BackendUrl url, TabletType type) {}

    private TabletProber(Supplier<List<Named>> servers, boolean amongOthers, Supplier<ShardRecord> recorded) {
        this.servers = servers;
        this.amongOthers = amongOthers;
        this.recorded = recorded;
    }

    /** Servers of one shard; at least one. */
    public TabletProber(List<BackendUrl> backends) {
        this(constant(backends, FIRST_NUMBER), false, () -> ShardRecord.EMPTY);
    }

    /**
     * Servers of one shard of several. One that stands alone and replicates may belong to another of them, and is not taken for
     * a primary.
     *
     * @param others how many servers have an alias already
     */
    public TabletProber(List<BackendUrl> backends, int others) {
        this(constant(backends, FIRST_NUMBER + others), true, () -> ShardRecord.EMPTY);
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
     * @param recorded what somebody has noted: the last primary, and the last promotion
     */
    public static TabletProber following(
            String keyspace, Supplier<List<Tablet>> tablets, Supplier<ShardRecord> recorded) {
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
     * What was seen: the servers that answered, why the others did not, how many of those nobody has reached, the last
     * promotion that is known of, and what somebody has noted.
     */
    private record Look(
            List<Named> named,
            List<ServerFacts> servers,
            List<String> errors,
            long away,
            long promotion,
            ShardRecord recorded) {
        boolean hasMissedIt(ServerFacts server) {
            return server.isOlderThan(promotion);
        }

        /**
         * The alias that is noted for the last primary, if that is another server, which does not say itself that it was
         * replaced: then this one may be a former primary that has come back.
         */
        Optional<String> mayHaveReplacedIt(ServerFacts server) {
            if (server.isNewerThan(recorded.promotion())) {
                return Optional.empty();
            }
            return recorded.primary()
                    .flatMap(primary -> named.stream()
                            .filter(one -> one.alias().equals(primary.toString()))
                            .findFirst())
                    .filter(one -> !one.url().equals(server.url()))
                    .filter(one -> servers.stream()
                            .filter(other -> other.url().equals(one.url()))
                            .allMatch(
                                    other -> !other.writable() && other.source().isEmpty()))
                    .map(Named::alias);
        }

        boolean mayBeIt(ServerFacts server) {
            return !hasMissedIt(server) && mayHaveReplacedIt(server).isEmpty();
        }

        /** Why one that claims to be the primary is not taken for it; empty if it is. */
        String doubt(ServerFacts server) {
            if (hasMissedIt(server)) {
                return "; another one was promoted since (_vt.reparent_journal), which it does not know of";
            }
            return mayHaveReplacedIt(server)
                    .map(alias -> "; the topology has " + alias + " for the primary, and nothing says that this one was"
                            + " promoted since; if it shall be the primary, there: INSERT INTO _vt.reparent_journal"
                            + " (time_created_ns, action_name, primary_alias) VALUES (UNIX_TIMESTAMP() * 1000000000,"
                            + " 'by hand', '" + aliasOf(server) + "')")
                    .orElse("");
        }

        private String aliasOf(ServerFacts server) {
            return named.stream()
                    .filter(one -> one.url().equals(server.url()))
                    .map(Named::alias)
                    .findFirst()
                    .orElse("");
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
        ShardRecord noted = recorded.get();
        long promotion = servers.stream()
                .mapToLong(server -> server.promotion().orElse(0))
                .reduce(noted.promotion(), Math::max);
        // Who was promoted since we looked has written that down since.
        servers.replaceAll(server -> server.writable() && server.isOlderThan(promotion) ? fresh(server) : server);
        return new Look(named, servers, errors, away, promotion, noted);
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
     * while a server is away, one that replicates may be waiting for it. Who has missed a promotion is a former primary, and
     * so may be one that is not the primary that somebody has noted.
     */
    private static ServerFacts primary(Look look) {
        List<ServerFacts> writable =
                look.servers().stream().filter(ServerFacts::writable).toList();
        List<ServerFacts> sources =
                writable.stream().filter(server -> server.source().isEmpty()).toList();
        List<ServerFacts> claims = sources.isEmpty() && look.errors().isEmpty() ? writable : sources;
        List<ServerFacts> candidates = claims.stream().filter(look::mayBeIt).toList();
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                candidates.isEmpty()
                        ? "no backend takes writes, so there is no primary:"
                        : "more than one backend could be the primary; all but one must be read-only:");
        look.servers()
                .forEach(server ->
                        lines.add("  " + server.describe() + (claims.contains(server) ? look.doubt(server) : "")));
        look.errors().forEach(error -> lines.add("  " + error));
        throw new SetupFault(String.join("\n", lines));
    }
}
