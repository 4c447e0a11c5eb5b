package dev.palinode.proxy.auth;

import dev.palinode.engine.topo.Login;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A user of the proxy. Holds nothing that may not be printed.
 *
 * @param name the user name
 * @param credential what proves that somebody is the user
 * @param permissions what the user may do
 * @param backend the account that the user's sessions have at the servers
 */
public record Account(String name, Credential credential, Set<Permission> permissions, Login backend) {
    public Account {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(backend, "backend");
        permissions = Set.copyOf(permissions);
    }

    /** A user who is known to the servers by the same name and password, and may do everything. */
    public static Account of(Login login) {
        return new Account(
                login.user(), Credential.ofPassword(login.password()), EnumSet.allOf(Permission.class), login);
    }

    /** One that nobody can log in to, and that is refused in the same steps as this one. */
    public Account ofNobody(String unknown) {
        return new Account(unknown, credential.ofNobody(), Set.of(), backend);
    }

    /** Whether the user may do that. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
