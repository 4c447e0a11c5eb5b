package dev.palinode.engine.topo;

import java.util.Objects;

/**
 * An account of a server. The password never appears in {@link #toString}.
 *
 * @param user the user name
 * @param password the clear-text password, possibly empty
 */
public record Login(String user, String password) {
    public Login {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    @Override
    public String toString() {
        return "Login[user=" + user + "]";
    }
}
