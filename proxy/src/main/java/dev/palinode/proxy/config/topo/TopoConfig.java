package dev.palinode.proxy.config.topo;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.client.TopoUrl;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The shards of one or more keyspaces in a topology.
 *
 * @param url the topology
 * @param keyspace the keyspace, which is the name of the schema; or several, with commas between them
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

    /** The keyspaces, in their order. */
    public List<String> keyspaces() {
        return Stream.of(keyspace.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
