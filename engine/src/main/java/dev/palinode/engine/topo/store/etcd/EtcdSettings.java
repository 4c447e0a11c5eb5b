package dev.palinode.engine.topo.store.etcd;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How etcd is reached.
 *
 * @param members of the etcd cluster, some or all; at least one
 * @param root what stands before every path, without slashes at its ends
 * @param login who we are there; empty where etcd does not ask
 * @param tls nothing said means none
 */
public record EtcdSettings(List<ServerAddress> members, String root, Optional<Login> login, TlsSettings tls) {
    public EtcdSettings {
        members = List.copyOf(members);
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(tls, "tls");
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no member of etcd is named");
        }
    }

    /** Without an account and without TLS. */
    public EtcdSettings(ServerAddress member, String root) {
        this(List.of(member), root, Optional.empty(), TlsSettings.UNSAID);
    }
}
