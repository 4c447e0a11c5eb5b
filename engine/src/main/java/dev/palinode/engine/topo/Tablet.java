package dev.palinode.engine.topo;

import dev.palinode.engine.tls.TlsSettings;
import java.util.Objects;

/**
 * One MySQL or MariaDB server in its role.
 *
 * @param alias cell and number, such as {@code zone1-100}
 * @param address where it listens
 * @param type its role
 * @param login the account that the proxy and the engine use there
 * @param tls how both connect
 */
public record Tablet(String alias, ServerAddress address, TabletType type, Login login, TlsSettings tls) {
    public Tablet {
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(tls, "tls");
    }

    /** With TLS as nobody has said anything of it. */
    public Tablet(String alias, ServerAddress address, TabletType type, Login login) {
        this(alias, address, type, login, TlsSettings.UNSAID);
    }

    /** The failure domain that it is in, as its alias says. */
    public String cell() {
        return alias.substring(0, Math.max(0, alias.lastIndexOf('-')));
    }
}
