package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the roles of servers by looking at them, whatever the order in which they were named. Blocks. */
public final class TabletProber {
    private static final String CELL = "zone1";
    private static final int FIRST_NUMBER = 100;

    private final List<BackendUrl> backends;

    /** Servers of one shard; at least one. */
    public TabletProber(List<BackendUrl> backends) {
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("no backend");
        }
        this.backends = List.copyOf(backends);
    }

    /**
     * Looks at all servers for the first time. Each gets an alias by the order of naming.
     *
     * @throws SetupFault if a server cannot be reached, is named twice, or if there is not exactly one primary
     */
    public List<Tablet> first() {
        Look look = lookAtAll();
        if (!look.errors().isEmpty()) {
            throw new SetupFault(String.join("\n", look.errors()));
        }
        refuseTwins(look.servers());
        return tablets(look);
    }

    /**
     * Looks again, when a server may be away. One that cannot be reached is not the primary.
     *
     * @throws SetupFault if there is not exactly one primary among those that can be reached
     */
    public List<Tablet> again() {
        return tablets(lookAtAll());
    }

    /** What was seen: the servers that answered, and why the others did not. */
    private record Look(List<ServerFacts> servers, List<String> errors) {}

    private Look lookAtAll() {
        List<ServerFacts> servers = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (BackendUrl url : backends) {
            try {
                servers.add(ServerFacts.look(url));
            } catch (SQLException e) {
                errors.add("cannot connect to " + url + ": " + Backends.reason(e));
            }
        }
        return new Look(servers, errors);
    }

    private List<Tablet> tablets(Look look) {
        BackendUrl primary = primary(look).url();
        List<Tablet> tablets = new ArrayList<>();
        for (BackendUrl url : backends) {
            TabletType type = url.equals(primary) ? TabletType.PRIMARY : TabletType.REPLICA;
            tablets.add(new Tablet(
                    CELL + "-" + (FIRST_NUMBER + tablets.size()), url.address(), type, url.login(), url.tls()));
        }
        return tablets;
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
     * while a server is away, one that replicates may be waiting for it.
     */
    private static ServerFacts primary(Look look) {
        List<ServerFacts> writable =
                look.servers().stream().filter(ServerFacts::writable).toList();
        List<ServerFacts> sources =
                writable.stream().filter(server -> server.source().isEmpty()).toList();
        List<ServerFacts> candidates = sources.isEmpty() && look.errors().isEmpty() ? writable : sources;
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                candidates.isEmpty()
                        ? "no backend takes writes, so there is no primary:"
                        : "more than one backend could be the primary; all but one must be read-only:");
        look.servers().forEach(server -> lines.add("  " + server.describe()));
        look.errors().forEach(error -> lines.add("  " + error));
        throw new SetupFault(String.join("\n", lines));
    }
}
