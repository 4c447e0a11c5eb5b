package dev.palinode.engine.sql.alter;

import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An ALTER TABLE that consists of one clause, which adds partitions that it defines or drops partitions that it names.
 *
 * @param adds whether it adds
 * @param dropped the names of what it drops, unquoted
 */
public record Rotation(boolean adds, List<String> dropped) {
    public Rotation {
        dropped = List.copyOf(dropped);
    }

    /** What the statement is; empty if it is anything else. */
    public static Optional<Rotation> read(String alter) {
        TokenCursor cursor = new TokenCursor(alter);
        if (!AlterClauses.acceptHead(cursor)) {
            return Optional.empty();
        }
        if (cursor.accept("ADD", "PARTITION")) {
            cursor.accept("IF", "NOT", "EXISTS");
            return acceptDefinitions(cursor) && isOver(cursor)
                    ? Optional.of(new Rotation(true, List.of()))
                    : Optional.empty();
        }
        if (cursor.accept("DROP", "PARTITION")) {
            cursor.accept("IF", "EXISTS");
            List<String> names = names(cursor);
            return !names.isEmpty() && isOver(cursor) ? Optional.of(new Rotation(false, names)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean acceptDefinitions(TokenCursor cursor) {
        if (!cursor.acceptSign('(') || !cursor.at("PARTITION")) {
            return false;
        }
        for (int depth = 1; depth > 0 && !cursor.atEnd(); cursor.take()) {
            depth += cursor.atSign('(') ? 1 : cursor.atSign(')') ? -1 : 0;
        }
        return true;
    }

    private static List<String> names(TokenCursor cursor) {
        List<String> names = new ArrayList<>();
        boolean more = true;
        while (more) {
            Optional<String> name = cursor.name();
            if (name.isEmpty()) {
                return List.of();
            }
            names.add(name.get());
            more = cursor.acceptSign(',');
        }
        return names;
    }

    private static boolean isOver(TokenCursor cursor) {
        cursor.acceptSign(';');
        return cursor.atEnd();
    }
}
