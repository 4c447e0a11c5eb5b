package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import java.util.Objects;

/**
 * Who sends the statements of a session, and which of ours he may use.
 *
 * @param user the user name
 * @param mayMigrate DDL as a migration, and REVERT
 * @param mayControl ALTER VITESS_MIGRATION
 * @param admin what concerns other people's sessions and the proxy itself
 */
public record Actor(String user, boolean mayMigrate, boolean mayControl, boolean admin) {
    /** Before the log-in. */
    public static final Actor NOBODY = new Actor("", false, false, false);

    public Actor {
        Objects.requireNonNull(user, "user");
    }

    /** Somebody who may use all of our statements. */
    public static Actor admin(String user) {
        return new Actor(user, true, true, true);
    }

    /**
     * Makes sure that one of ours may be used.
     *
     * @throws EngineFault for the client, error 1227
     */
    void require(boolean allowed, String privilege) {
        if (!allowed) {
            throw new EngineFault(
                    EngineFault.Kind.DENIED,
                    "Access denied; you need (at least one of) the " + privilege + " privilege(s) for this operation");
        }
    }
}
