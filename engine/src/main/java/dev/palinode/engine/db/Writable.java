package dev.palinode.engine.db;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether a server may be the primary: one that is read-only is not, though our account may have the right to write there. */
public final class Writable {
    /** As SQL, true on a server that takes writes. */
    public static final String SQL = "CONCAT(@@GLOBAL.read_only) IN ('0', 'OFF')";

    private static final int ER_OPTION_PREVENTS_STATEMENT = 1290;

    private Writable() {}

    /** Throws unless the server takes writes, as one does that refuses them itself. */
    public static void require(Connection connection) throws SQLException {
        if (!Sql.first(connection, "SELECT " + SQL, row -> row.getBoolean(1)).orElse(false)) {
            throw refusal();
        }
    }

    /** What {@link #require} throws. */
    public static SQLException refusal() {
        return new SQLException(
                "the server is read-only, so it is not the primary now", "HY000", ER_OPTION_PREVENTS_STATEMENT);
    }
}
