package dev.palinode.proxy.wire;

/**
 * Capability flags of the handshake that matter here: those of the first 32 bits (MySQL manual, "Capabilities Flags"), and
 * behind them MariaDB's own (MariaDB's documentation, "Connection"), which are told only where {@link #LONG_PASSWORD} is not
 * set.
 */
public final class Capability {
    public static final int LONG_PASSWORD = 1;
    public static final int FOUND_ROWS = 1 << 1;
    public static final int LONG_FLAG = 1 << 2;
    public static final int CONNECT_WITH_DB = 1 << 3;
    public static final int COMPRESS = 1 << 5;
    public static final int LOCAL_FILES = 1 << 7;
    public static final int IGNORE_SPACE = 1 << 8;
    public static final int PROTOCOL_41 = 1 << 9;
    public static final int INTERACTIVE = 1 << 10;
    public static final int SSL = 1 << 11;
    public static final int TRANSACTIONS = 1 << 13;
    public static final int SECURE_CONNECTION = 1 << 15;
    public static final int MULTI_STATEMENTS = 1 << 16;
    public static final int MULTI_RESULTS = 1 << 17;
    public static final int PS_MULTI_RESULTS = 1 << 18;
    public static final int PLUGIN_AUTH = 1 << 19;
    public static final int CONNECT_ATTRS = 1 << 20;
    public static final int PLUGIN_AUTH_LENENC_CLIENT_DATA = 1 << 21;
    public static final int CAN_HANDLE_EXPIRED_PASSWORDS = 1 << 22;
    public static final int SESSION_TRACK = 1 << 23;
    public static final int DEPRECATE_EOF = 1 << 24;
    public static final int ZSTD_COMPRESSION = 1 << 26;
    public static final int QUERY_ATTRIBUTES = 1 << 27;

    /** MariaDB: reports of progress before the answer. */
    public static final long MARIADB_PROGRESS = 1L << 32;

    /** MariaDB: a statement may be executed for many rows of parameters at once. */
    public static final long MARIADB_BULK_OPERATIONS = 1L << 34;

    /** MariaDB: definitions of columns hold one more string. */
    public static final long MARIADB_EXTENDED_METADATA = 1L << 35;

    /** MariaDB: an execution for many rows may be answered by one row for each. */
    public static final long MARIADB_BULK_UNIT_RESULTS = 1L << 37;

    /**
     * What MariaDB's part may have of. That it leaves out the definitions of columns that it has sent before (bit 36) is not
     * in it: what the proxy prepares in a client's name would have shown them to the proxy and not to the client.
     */
    public static final long MARIADB =
            MARIADB_PROGRESS | MARIADB_BULK_OPERATIONS | MARIADB_EXTENDED_METADATA | MARIADB_BULK_UNIT_RESULTS;

    /** What concerns the log-in or the way of the bytes only; each end of the proxy has its own. */
    public static final long LOGIN_ONLY = LONG_PASSWORD
            | CONNECT_WITH_DB
            | PROTOCOL_41
            | SECURE_CONNECTION
            | PLUGIN_AUTH
            | CONNECT_ATTRS
            | PLUGIN_AUTH_LENENC_CLIENT_DATA
            | COMPRESS
            | ZSTD_COMPRESSION;

    /** What changes the bytes after the log-in and can be relayed, if the server has it. */
    public static final long RELAYED = FOUND_ROWS
            | LONG_FLAG
            | IGNORE_SPACE
            | INTERACTIVE
            | TRANSACTIONS
            | MULTI_STATEMENTS
            | MULTI_RESULTS
            | PS_MULTI_RESULTS
            | CAN_HANDLE_EXPIRED_PASSWORDS
            | SESSION_TRACK
            | DEPRECATE_EOF
            | QUERY_ATTRIBUTES
            | MARIADB;

    private Capability() {}

    /** Whether the flags contain all the bits of the capability. */
    public static boolean has(long flags, long capability) {
        return (flags & capability) == capability;
    }

    /**
     * What the proxy offers to clients of a server; without LONG_PASSWORD if the server is a MariaDB that does so.
     *
     * @param server the server's flags
     * @param localFiles whether LOAD DATA LOCAL is allowed
     */
    public static long offered(long server, boolean localFiles) {
        long relayed = server & (RELAYED | (localFiles ? LOCAL_FILES : 0));
        return has(server, LONG_PASSWORD) ? LOGIN_ONLY | (relayed & ~MARIADB) : (LOGIN_ONLY & ~LONG_PASSWORD) | relayed;
    }
}
