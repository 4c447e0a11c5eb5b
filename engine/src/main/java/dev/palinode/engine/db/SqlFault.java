package dev.palinode.engine.db;

import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/** What an error of the server means for us: try again, or give up. Numbers: MySQL's server error reference. */
public final class SqlFault {
    private static final int ER_DUP_ENTRY = 1062;
    private static final int ER_DUP_ENTRY_WITH_KEY_NAME = 1586;
    private static final Set<Integer> LOCKING = Set.of(1205, 1213, 3572);
    private static final Set<Integer> AWAY = Set.of(1040, 1053, 1290, 1317, 1836, 1927, 2002, 2003, 2006, 2013, 4031);

    /** The disk or a tablespace, a temporary file, the dictionary's copy in a tablespace. */
    private static final Set<Integer> FULL = Set.of(1021, 1114, 1878, 3664);

    /** A table, a file and whatever else the storage engine could not do, for a reason that only the text says. */
    private static final Set<Integer> WITH_REASON = Set.of(1005, 1026, 1030);

    private static final Pattern NO_SPACE = Pattern.compile("No space left on device|\\berr(no|or):? (28|135)\\b");

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

    /** The server has no room to store anything: there may be some later. Other than what is transient it needs a person. */
    public static boolean isFull(SQLException e) {
        return FULL.contains(e.getErrorCode())
                || (WITH_REASON.contains(e.getErrorCode())
                        && NO_SPACE.matcher(String.valueOf(e.getMessage())).find());
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
