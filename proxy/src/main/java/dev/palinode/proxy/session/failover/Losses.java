package dev.palinode.proxy.session.failover;

import dev.palinode.proxy.wire.reply.ErrPacket;

/** What clients are told when a primary is lost or changed; which errors, and why, is decision 20. */
public final class Losses {
    /** Nothing was done, and the transaction is no more: what was in it is to be done again. */
    public static final ErrPacket TRANSACTION = new ErrPacket(
            1213,
            "40001",
            "The transaction was rolled back because the connection to its server was lost; try restarting"
                    + " transaction");

    /** Nobody knows whether the statement took effect. */
    public static final ErrPacket UNKNOWN = new ErrPacket(
            1053,
            "08S01",
            "The connection to the server was lost while the statement ran; whether it took effect is not known");

    /** Nobody knows whether the transaction took effect: its last statement failed, and may have committed it before. */
    static final ErrPacket DOUBT = new ErrPacket(
            1053,
            "08S01",
            "The connection to the server was lost after a statement that may have committed its transaction before it"
                    + " failed; whether the transaction took effect is not known");

    /** Nothing was done. */
    static final ErrPacket HELD_TOO_LONG = new ErrPacket(
            1205,
            "HY000",
            "Lock wait timeout exceeded: the shard has had no primary for too long; try restarting transaction");

    /** Nothing was done. */
    static final ErrPacket OUTDATED = new ErrPacket(
            1205,
            "HY000",
            "Lock wait timeout exceeded: another server was promoted, which does not answer here, and the one that does is the"
                    + " primary no longer; try restarting transaction");

    private static final int OPTION_PREVENTS_STATEMENT = 1290;
    private static final int READ_ONLY_MODE = 1836;

    private Losses() {}

    /** The session cannot go on without what it held. */
    static ErrPacket state(String held) {
        return new ErrPacket(
                1053,
                "08S01",
                "The session's server is the primary no longer, and the session held what cannot be taken to another"
                        + " one: "
                        + held);
    }

    /** Whether an error may be that of a server that takes no changes. */
    public static boolean isReadOnly(int errno) {
        return errno == READ_ONLY_MODE || errno == OPTION_PREVENTS_STATEMENT;
    }

    /** Whether a server refuses a change because it takes none; other options of a server have the same number. */
    public static boolean isReadOnly(ErrPacket error) {
        return error.errno() == READ_ONLY_MODE
                || (error.errno() == OPTION_PREVENTS_STATEMENT
                        && error.message().contains("read-only"));
    }
}
