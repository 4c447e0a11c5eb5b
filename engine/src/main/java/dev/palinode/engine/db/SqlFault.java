package dev.palinode.engine.db;

import java.sql.SQLException;
import java.util.Set;

/** What an error of the server means for us: try again, or give up. Numbers: MySQL's server error reference. */
public final class SqlFault {
    private static final int ER_DUP_ENTRY = 1062;
    private static final int ER_DUP_ENTRY_WITH_KEY_NAME = 1586;
    private static final Set<Integer> LOCKING = Set.of(1205, 1213, 3572);
    private static final Set<Integer> AWAY = Set.of(1040, 1053, 1290, 1317, 1836, 1927, 2002, 2003, 2006, 2013, 4031);

    private SqlFault() {}

    /** A unique key would have held a value twice. */
    public static boolean isDuplicate(SQLException e) {
        return e.getErrorCode() == ER_DUP_ENTRY || e.getErrorCode() == ER_DUP_ENTRY_WITH_KEY_NAME;
    }

    /** A lock wait that took too long, or a deadlock: the same again may succeed. */
    public static boolean isLocking(SQLException e) {
        return LOCKING.contains(e.getErrorCode());
    }

    /** The server is away, going down, read-only, or the connection is lost: wait, and connect anew. */
    public static boolean isAway(SQLException e) {
        String state = e.getSQLState();
        return AWAY.contains(e.getErrorCode())
                || e instanceof java.sql.SQLRecoverableException
                || e instanceof java.sql.SQLTransientConnectionException
                || (state != null && state.startsWith("08"));
    }

    /** Whether trying the same again later is the right answer. */
    public static boolean isTransient(SQLException e) {
        return isLocking(e) || isAway(e);
    }

    /** The message with error number and SQLSTATE, as the mysql client prints it. */
    public static String describe(SQLException e) {
        return e.getMessage() + " (errno " + e.getErrorCode() + ") (sqlstate " + e.getSQLState() + ")";
    }
}
