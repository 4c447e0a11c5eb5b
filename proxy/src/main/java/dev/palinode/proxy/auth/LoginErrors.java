package dev.palinode.proxy.auth;

import dev.palinode.proxy.wire.reply.ErrPacket;

/** Errors of a log-in that say nothing of the user. */
public final class LoginErrors {
    /** ER_SECURE_TRANSPORT_REQUIRED. */
    public static final ErrPacket INSECURE = new ErrPacket(
            3159, "HY000", "Connections using insecure transport are prohibited while --require_secure_transport=ON.");

    /** ER_NOT_SUPPORTED_AUTH_MODE. */
    public static final ErrPacket NO_PLUGINS = new ErrPacket(
            1251,
            "08004",
            "Client does not support authentication protocol requested by server; consider upgrading MySQL client");

    /** ER_CON_COUNT_ERROR: more log-ins at once than can be checked. */
    public static final ErrPacket TOO_BUSY = new ErrPacket(1040, "08004", "Too many connections");

    private LoginErrors() {}

    /** ER_TOO_MANY_USER_CONNECTIONS. */
    public static ErrPacket tooManyOf(String user) {
        return new ErrPacket(
                1203, "42000", "User " + user + " already has more than 'max_user_connections' active connections");
    }
}
