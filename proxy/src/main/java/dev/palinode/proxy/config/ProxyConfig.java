package dev.palinode.proxy.config;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.config.topo.TopoConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that the proxy is told.
 *
 * @param listen where clients connect
 * @param backends the servers, each with the schema that is its keyspace, and one account; at least one, or a topology
 * @param ddlStrategy the strategy that a session starts with
 * @param security who may connect, and how
 * @param operations limits, metrics and health
 * @param topo where the servers are named instead
 */
public record ProxyConfig(
        ServerAddress listen,
        List<BackendUrl> backends,
        DdlStrategy ddlStrategy,
        SecurityConfig security,
        Operations operations,
        Optional<TopoConfig> topo) {
    /** Where clients connect when nothing else is said. */
    public static final ServerAddress DEFAULT_LISTEN = new ServerAddress("127.0.0.1", 15306);

    public ProxyConfig {
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(ddlStrategy, "ddlStrategy");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(operations, "operations");
        backends = List.copyOf(backends);
        if (backends.isEmpty() == topo.isEmpty()) {
            throw new IllegalArgumentException("either backends or a topology");
        }
    }

    /** With backends. */
    public ProxyConfig(
            ServerAddress listen,
            List<BackendUrl> backends,
            DdlStrategy ddlStrategy,
            SecurityConfig security,
            Operations operations) {
        this(listen, backends, ddlStrategy, security, operations, Optional.empty());
    }

    /** For a proxy inside of another program: one user, neither TLS nor HTTP, and the usual limits. */
    public ProxyConfig(ServerAddress listen, List<BackendUrl> backends, DdlStrategy ddlStrategy) {
        this(listen, backends, ddlStrategy, SecurityConfig.PLAIN, Operations.embedded());
    }

    /** The keyspaces, each of which is the schema of its servers; sessions without a schema are in the first. */
    public List<String> keyspaces() {
        return topo.map(TopoConfig::keyspaces)
                .orElseGet(() ->
                        backends.stream().map(BackendUrl::schema).distinct().toList());
    }

    /** The first keyspace. */
    public String keyspace() {
        return keyspaces().get(0);
    }

    /** The servers of a keyspace, where they are not in a topology. */
    public List<BackendUrl> backends(String keyspace) {
        return backends.stream()
                .filter(backend -> backend.schema().equals(keyspace))
                .toList();
    }

    /** The account at every server; without a users file it is also that of the clients. */
    public Login login() {
        return topo.map(TopoConfig::login).orElseGet(() -> backends.get(0).login());
    }
}
