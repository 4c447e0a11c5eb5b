package dev.palinode.proxy.wire;

/** Capability flags of the handshake (MySQL manual, "Capabilities Flags"), those of the first 32 bits that matter here. */
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

    /** What concerns the log-in or the way of the bytes only; each end of the proxy has its own. */
    public static final int LOGIN_ONLY = LONG_PASSWORD
            | CONNECT_WITH_DB
            | PROTOCOL_41
            | SECURE_CONNECTION
            | PLUGIN_AUTH
            | CONNECT_ATTRS
            | PLUGIN_AUTH_LENENC_CLIENT_DATA
            | COMPRESS
            | ZSTD_COMPRESSION;

    /** What changes the bytes after the log-in and can be relayed, if the server has it. */
    public static final int RELAYED = FOUND_ROWS
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
            | QUERY_ATTRIBUTES;

    private Capability() {}

    /** Whether the flags contain all the bits of the capability. */
    public static boolean has(int flags, int capability) {
        return (flags & capability) == capability;
    }

    /**
     * What the proxy offers to clients of a server.
     *
     * @param server the server's flags
     * @param localFiles whether LOAD DATA LOCAL is allowed
     */
    public static int offered(int server, boolean localFiles) {
        return LOGIN_ONLY | (server & (RELAYED | (localFiles ? LOCAL_FILES : 0)));
    }
}
