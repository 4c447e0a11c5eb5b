package dev.palinode.engine.reparent.member;

import java.io.IOException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;

/** The driver's messages without what it adds about itself. */
public final class Trouble {
    private Trouble() {}

    /** Whether nobody answered at all; what a server has said itself, such as that it is full, proves that it is there. */
    public static boolean isUnreachable(SQLException e) {
        boolean network = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || (cause instanceof SQLException sql && sql.getErrorCode() > 0)) {
                return false;
            }
            network |= cause instanceof IOException;
        }
        return network;
    }

    /** In a line. */
    public static String reason(Throwable e) {
        Throwable deepest = e;
        boolean communication = e instanceof SQLException sql
                && String.valueOf(sql.getSQLState()).startsWith("08");
        while (communication && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).strip();
        int line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }
}
