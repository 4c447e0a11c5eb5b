package dev.palinode.proxy.config;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.util.List;
import java.util.Objects;

/**
 * All that the proxy is told.
 *
 * @param listen where clients connect
 * @param backends the servers of one shard, with one schema and one account; at least one
 * @param ddlStrategy the strategy that a session starts with
 * @param operations limits, metrics and health
 */
public record ProxyConfig(
        ServerAddress listen, List<BackendUrl> backends, DdlStrategy ddlStrategy, Operations operations) {
    /** Where clients connect when nothing else is said. */
    public static final ServerAddress DEFAULT_LISTEN = new ServerAddress("127.0.0.1", 15306);

    public ProxyConfig {
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(ddlStrategy, "ddlStrategy");
        Objects.requireNonNull(operations, "operations");
        backends = List.copyOf(backends);
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("no backend");
        }
    }

    /** For a proxy inside of another program: no HTTP, and the usual limits. */
    public ProxyConfig(ServerAddress listen, List<BackendUrl> backends, DdlStrategy ddlStrategy) {
        this(listen, backends, ddlStrategy, Operations.embedded());
    }

    /** The keyspace, which is the schema of every backend. */
    public String keyspace() {
        return backends.get(0).schema();
    }

    /** The account of every backend, which is also that of the clients. */
    public Login login() {
        return backends.get(0).login();
    }
}
