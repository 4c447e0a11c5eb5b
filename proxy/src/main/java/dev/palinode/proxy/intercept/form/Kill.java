package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.TokenCursor;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A KILL of a connection, or of what it runs, by its id.
 *
 * @param id the connection's
 * @param queryOnly whether the connection lives on
 */
public record Kill(long id, boolean queryOnly) {
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    /** The KILL that a statement is; empty if it is none, or names its target in another way. */
    public static Optional<Kill> of(String sql) {
        TokenCursor cursor = new TokenCursor(sql);
        if (!cursor.accept("KILL")) {
            return Optional.empty();
        }
        if (!cursor.accept("HARD")) {
            cursor.accept("SOFT");
        }
        boolean query = cursor.accept("QUERY");
        if (!query) {
            cursor.accept("CONNECTION");
        }
        boolean open = cursor.acceptSign('(');
        String id = cursor.current();
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        cursor.take();
        boolean closed = !open || cursor.acceptSign(')');
        while (cursor.acceptSign(';')) {
            // Behind a statement there may be any number of these.
        }
        return closed && cursor.atEnd() ? Optional.of(new Kill(Long.parseLong(id), query)) : Optional.empty();
    }
}
