package dev.palinode.proxy.config.topo;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.client.TopoUrl;
import java.util.Objects;

/**
 * A shard in a topology.
 *
 * @param url the topology
 * @param keyspace the keyspace, which is the name of the schema
 * @param login the account at all tablets; it is not in the topology
 * @param tls how to connect to all tablets
 */
public record TopoConfig(TopoUrl url, String keyspace, Login login, TlsSettings tls) {
    public TopoConfig {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(tls, "tls");
    }
}
