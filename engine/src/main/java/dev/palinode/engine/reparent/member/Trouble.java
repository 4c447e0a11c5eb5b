package dev.palinode.engine.reparent.member;

import java.sql.SQLException;

/** The driver's messages without what it adds about itself. */
public final class Trouble {
    private Trouble() {}

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
