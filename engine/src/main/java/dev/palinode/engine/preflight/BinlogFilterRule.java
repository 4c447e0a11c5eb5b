package dev.palinode.engine.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The binlog must have the changes of every schema. A filter leaves them out without a trace, and a migration would
 * lose what was written while it ran.
 */
final class BinlogFilterRule {
    /** The first one that the server understands answers (the name changed in MySQL 8.2). */
    private static final List<String> STATUS = List.of("SHOW BINARY LOG STATUS", "SHOW MASTER STATUS");

    private static final int ER_PARSE_ERROR = 1064;
    private static final int ER_SPECIFIC_ACCESS_DENIED_ERROR = 1227;

    private BinlogFilterRule() {}

    static List<Problem> check(Connection connection) throws SQLException {
        for (String query : STATUS) {
            try {
                List<Map<String, String>> rows = Backends.rows(connection, query);
                return rows.isEmpty() ? List.of() : check(rows.get(0));
            } catch (SQLException e) {
                if (e.getErrorCode() == ER_SPECIFIC_ACCESS_DENIED_ERROR) {
                    return List.of(); // the missing privilege is reported by itself
                }
                if (e.getErrorCode() != ER_PARSE_ERROR) {
                    throw e;
                }
            }
        }
        return List.of();
    }

    /** The rule for one row of the status. */
    static List<Problem> check(Map<String, String> status) {
        String only = status.getOrDefault("Binlog_Do_DB", "");
        String not = status.getOrDefault("Binlog_Ignore_DB", "");
        if (only.isEmpty() && not.isEmpty()) {
            return List.of();
        }
        return List.of(Problem.error(
                "the binlog is filtered (" + (only.isEmpty() ? "binlog_ignore_db=" + not : "binlog_do_db=" + only)
                        + "): it lacks changes",
                "remove binlog_do_db and binlog_ignore_db from the server's option file, and restart it"));
    }
}
