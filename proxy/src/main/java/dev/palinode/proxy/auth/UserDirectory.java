package dev.palinode.proxy.auth;

import dev.palinode.engine.topo.Login;
import java.net.InetAddress;

/** The users that may log in at the proxy. Safe for many threads; never blocks. */
public interface UserDirectory {
    /**
     * The account of this name for a client that comes from there. If there is none, one that nobody can log in to:
     * whoever asks cannot tell the difference, so no client can.
     */
    Account find(String user, InetAddress client);

    /** A directory of one user, who may come from anywhere. */
    static UserDirectory of(Login only) {
        Account account = Account.of(only);
        return (user, client) -> account.name().equals(user) ? account : account.ofNobody(user);
    }
}
