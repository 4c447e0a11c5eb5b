package dev.palinode.engine.topo;

import java.util.Objects;

/**
 * One MySQL or MariaDB server in its role.
 *
 * @param alias cell and number, such as {@code zone1-100}
 * @param address where it listens
 * @param type its role
 * @param login the account that the proxy and the engine use there
 */
public record Tablet(String alias, ServerAddress address, TabletType type, Login login) {
    public Tablet {
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(login, "login");
    }
}
