package dev.palinode.engine.binlog.event;

import java.time.Instant;

/** One event of the binlog. Codes are those of log_event_type in the servers' sources. */
public final class BinlogEvent {
    public static final int QUERY = 2;
    public static final int FORMAT_DESCRIPTION = 15;
    public static final int XID = 16;
    public static final int EXECUTE_LOAD_QUERY = 18;
    public static final int TABLE_MAP = 19;
    static final int WRITE_ROWS_V0 = 20;
    public static final int WRITE_ROWS_V1 = 23;
    static final int DELETE_ROWS_V1 = 25;
    public static final int INCIDENT = 26;
    static final int HEARTBEAT = 27;
    public static final int WRITE_ROWS = 30;
    public static final int DELETE_ROWS = 32;
    public static final int GTID = 33;
    public static final int ANONYMOUS_GTID = 34;
    public static final int XA_PREPARE = 38;
    static final int PARTIAL_UPDATE_ROWS = 39;
    public static final int TRANSACTION_PAYLOAD = 40;
    static final int HEARTBEAT_V2 = 41;
    public static final int GTID_TAGGED = 42;
    static final int MARIADB_FIRST = 160;
    public static final int MARIADB_GTID = 162;
    static final int START_ENCRYPTION = 164;
    public static final int QUERY_COMPRESSED = 165;
    public static final int WRITE_ROWS_COMPRESSED_V1 = 166;
    static final int DELETE_ROWS_COMPRESSED = 171;

    /** Set where a reader that does not know the type may skip the event. */
    private static final int IGNORABLE_FLAG = 0x80;

    /** Bytes of a header: time 4, type 1, server 4, length 4, next position 4, flags 2. */
    public static final int HEADER_BYTES = 19;

    public static final int LENGTH_AT = 9;

    private final int type;
    private final long seconds;
    private final long serverId;
    private final int flags;
    private final byte[] body;

    /**
     * An event in its parts.
     *
     * @param header its {@value #HEADER_BYTES} bytes
     * @param body what follows, without checksum
     */
    public BinlogEvent(byte[] header, byte[] body) {
        this.type = header[4] & 0xff;
        this.seconds = ByteCursor.le(header, 0, 4);
        this.serverId = ByteCursor.le(header, 5, 4);
        this.flags = (int) ByteCursor.le(header, 17, 2);
        this.body = body;
    }

    /** One of the codes above, or one of those that are not read. */
    public int type() {
        return type;
    }

    /** The server where it was first written. */
    public long serverId() {
        return serverId;
    }

    /** What is between the header and the checksum, not copied. */
    public byte[] body() {
        return body;
    }

    /** Whether the type says that rows changed, compressed or not. */
    public static boolean isRows(int type) {
        return between(type, WRITE_ROWS_V0, DELETE_ROWS_V1)
                || between(type, WRITE_ROWS, DELETE_ROWS)
                || type == PARTIAL_UPDATE_ROWS
                || between(type, WRITE_ROWS_COMPRESSED_V1, DELETE_ROWS_COMPRESSED);
    }

    /** Whether the server only says that it is there. */
    public boolean isHeartbeat() {
        return type == HEARTBEAT || type == HEARTBEAT_V2;
    }

    /** Whether the event may be left out without knowing what is in it. */
    public boolean isIgnorable() {
        return (flags & IGNORABLE_FLAG) != 0
                || type < WRITE_ROWS_V0
                || between(type, HEARTBEAT, GTID_TAGGED)
                || between(type, MARIADB_FIRST, START_ENCRYPTION);
    }

    private static boolean between(int type, int first, int last) {
        return type >= first && type <= last;
    }

    /** When it was written, by the server's clock; now for what was made up for us. */
    public Instant time() {
        return seconds == 0 ? Instant.now() : Instant.ofEpochSecond(seconds);
    }
}
