package dev.palinode.engine.stream.base;

import dev.palinode.engine.db.SqlFault;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Errors of the server that the same statement on the same rows will always meet again: all of them but those that say
 * that the server cannot do it now. A list of the terminal ones would never be whole, and what is not on it would be tried
 * for ever; what is wrongly taken for terminal here can be retried by its user. Numbers are those of MySQL's and MariaDB's
 * error references.
 */
public final class TerminalErrors {
    private static final int FIRST_OF_SERVER = 1000;
    private static final int FIRST_OF_CLIENT = 2000;
    private static final int LAST_OF_CLIENT = 2999;
    private static final int ER_CANT_CREATE_TABLE = 1005;
    private static final int ER_NET_PACKET_TOO_LARGE = 1153;

    /** Why a table could not be made, where that will not change: keys, the size of a row, options. */
    private static final Pattern CREATE_FOR_EVER = Pattern.compile("errno: (121|138|139|140|150)\\b");

    /** Beside those that {@link SqlFault#isTransient} knows. */
    private static final Set<Integer> MAY_PASS = Set.of(
            1004, // a file cannot be made
            1011, // a file cannot be deleted
            1015, // a file cannot be locked
            1016, // a file cannot be opened
            1017, // a file is not found
            1020, // the row has changed since it was read
            1021, // the disk is full
            1023, // a file cannot be closed
            1024, // a file cannot be read
            1025, // a file cannot be renamed
            1026, // a file cannot be written
            1028, // a sort was ended
            1030, // the storage engine failed; the reason is in a number of its own
            1034, // a temporary table is damaged, as by a full disk
            1036, // the table is read-only, as under innodb_read_only
            1037, // out of memory
            1038, // out of memory for a sort
            1041, // out of memory
            1042, // the host name cannot be resolved
            1043, // bad handshake
            1045, // log-in denied: passwords change
            1047, // a Galera node is not ready
            1077, // shutdown
            1078, // shutdown
            1079, // shutdown
            1094, // no such thread: it has ended by itself
            1105, // unknown
            1114, // the table is full, as by a full disk
            1129, // the host is blocked
            1130, // the host is not allowed
            1135, // no thread can be made
            1152, // the connection is ended
            1158, // communication packets: reading
            1159, // … in time
            1160, // … writing
            1161, // … in time
            1180, // an error at the commit
            1181, // an error at the rollback
            1184, // the connection is ended
            1194, // the table is damaged
            1195, // the table is damaged, and the repair failed
            1197, // the transaction is larger than the binlog's cache; a smaller one may fit
            1203, // the user's connections are used up
            1206, // the lock table is full
            1226, // the user's resources are used up
            1534, // a row could not be written to the binlog
            1598, // the binlog cannot be written now
            1461, // prepared statements are used up
            1412, // the definition has changed within the transaction
            1615, // the statement is to be prepared anew
            1637, // too many transactions
            1705, // the statement is larger than the binlog's cache
            1689, // a lock wait was ended
            1792, // the transaction is read-only
            1815, // an internal error
            1820, // the account's password is to be changed first
            1862, // the account's password has expired
            1878, // a temporary file could not be written
            1874, // the storage engine is read-only
            1881, // the storage engine is in forced recovery
            1964, // the commit before it failed (MariaDB)
            1969, // the statement took too long (MariaDB)
            3024, // the statement took too long (MySQL)
            3032, // the server is in offline mode
            3058, // a deadlock of named locks
            3100, // the hook before a commit failed
            3118, // the account is locked
            3101, // the group ended the transaction
            3168, // the server is not available
            3169, // the session was killed
            3664, // the dictionary's copy in the tablespace could not be written, as on a full disk
            4151); // the account is locked (MariaDB)

    private TerminalErrors() {}

    /** Whether another try cannot end better. */
    public static boolean contains(SQLException e) {
        int errno = e.getErrorCode();
        if (errno == ER_NET_PACKET_TOO_LARGE) {
            return true; // under the state of a lost connection
        }
        if (errno < FIRST_OF_SERVER || (errno >= FIRST_OF_CLIENT && errno <= LAST_OF_CLIENT)) {
            return false; // ours or the driver's
        }
        if (errno == ER_CANT_CREATE_TABLE) {
            return CREATE_FOR_EVER.matcher(String.valueOf(e.getMessage())).find();
        }
        return !SqlFault.isTransient(e) && !(e instanceof SQLTransientException) && !MAY_PASS.contains(errno);
    }
}
