package dev.palinode.engine.stream.base;

import java.util.Set;

/**
 * Errors of the server that the same rows will always meet again. The list is that of Vitess ("Replication errors
 * considered unrecoverable"); numbers are those of MySQL's and MariaDB's error references.
 */
public final class TerminalErrors {
    private static final Set<Integer> NUMBERS = Set.of(
            1048, // column cannot be null
            1054, // unknown column
            1060, // duplicate column name
            1062, // duplicate entry
            1064, // syntax
            1136, // column count does not match
            1146, // no such table
            1149, // syntax
            1153, // packet larger than max_allowed_packet
            1227, // access denied
            1264, // out of range
            1265, // data truncated
            1292, // truncated wrong value
            1366, // incorrect value
            1364, // no default value
            1406, // data too long
            1416, // cannot get geometry object
            1452, // foreign key constraint fails
            1525, // wrong value of a typed literal
            1526, // no partition for the value
            1586, // duplicate entry
            1690, // out of range
            1142, // command denied
            1143, // command denied
            1044, // access denied to the database
            3140, // invalid JSON text
            3141, // invalid JSON text in argument
            3144, // invalid JSON charset
            3156, // invalid JSON value for CAST
            3819, // check constraint violated
            4025); // check constraint violated (MariaDB)

    private TerminalErrors() {}

    /** Whether another try cannot end better. */
    public static boolean contains(int errno) {
        return NUMBERS.contains(errno);
    }
}
