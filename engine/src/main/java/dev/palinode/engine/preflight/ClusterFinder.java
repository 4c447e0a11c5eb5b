package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a whole replication cluster from one of its servers: down to its replicas, and up to its source. Blocks. */
public final class ClusterFinder {
    private final BackendUrl start;
    private final Deque<Step> todo = new ArrayDeque<>();
    private final Set<ServerAddress> seen = new HashSet<>();
    private final Map<String, FoundServer> found = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** An address, and how we came to it. A guessed one may well be nobody. */
    private record Step(ServerAddress address, String why, boolean guessed) {}

    /**
     * A cluster.
     *
     * @param servers all that were reached
     * @param notes what could not be followed, for people
     */
    public record Cluster(List<FoundServer> servers, List<String> notes) {
        public Cluster {
            servers = List.copyOf(servers);
            notes = List.copyOf(notes);
        }

        /** The one server that takes writes and replicates from nobody; empty if there is none, or several. */
        public Optional<FoundServer> primary() {
            List<FoundServer> candidates = servers.stream()
                    .filter(server -> server.writable() && server.source().isEmpty())
                    .toList();
            return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
        }
    }

    private ClusterFinder(BackendUrl start) {
        this.start = start;
    }

    /**
     * Follows a cluster.
     *
     * @param start one of its servers; its account is used at all of them
     * @throws SetupFault if that one cannot be reached
     */
    public static Cluster find(BackendUrl start) {
        return new ClusterFinder(start).find();
    }

    private Cluster find() {
        try {
            look(start.address());
        } catch (SQLException e) {
            throw new SetupFault("cannot connect to " + start + ": " + Backends.reason(e));
        }
        while (!todo.isEmpty()) {
            Step step = todo.remove();
            try {
                look(step.address());
            } catch (SQLException e) {
                notes.add(step.address() + ", " + step.why() + ", cannot be used: " + Backends.reason(e)
                        + (step.guessed() ? " (its port is a guess: with report_host set there, it is known)" : ""));
            }
        }
        return new Cluster(new ArrayList<>(found.values()), notes);
    }

    private void look(ServerAddress address) throws SQLException {
        if (!seen.add(address)) {
            return;
        }
        BackendUrl url = new BackendUrl(start.login(), address, start.schema(), start.tls());
        ServerFacts facts = ServerFacts.look(url);
        if (found.containsKey(facts.identity())) {
            return;
        }
        try (Connection connection = Backends.connect(address, url.login(), url.tls())) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            found.put(facts.identity(), new FoundServer(address, version, facts.writable(), facts.source()));
            facts.source()
                    .map(source -> ServerAddress.parse(source, BackendUrl.DEFAULT_PORT))
                    .ifPresent(source -> todo.add(new Step(source, "the source of " + address, false)));
            ReplicaList replicas = ReplicaList.read(connection, address.port(), notes);
            replicas.named().forEach(replica -> todo.add(new Step(replica, "a replica of " + address, false)));
            replicas.guessed().forEach(replica -> todo.add(new Step(replica, "a reader of " + address, true)));
        }
    }
}
