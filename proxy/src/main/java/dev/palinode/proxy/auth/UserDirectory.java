package dev.palinode.proxy.auth;

import dev.palinode.engine.topo.Login;
import java.util.Optional;

/** The users that may log in at the proxy. Safe for many threads; never blocks. */
public interface UserDirectory {
    /** The account of this name, with which the proxy also logs in to the backends; empty if there is none. */
    Optional<Login> find(String user);

    /** A directory of one user. */
    static UserDirectory of(Login only) {
        return user -> only.user().equals(user) ? Optional.of(only) : Optional.empty();
    }
}
