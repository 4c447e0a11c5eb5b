package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells from a text what it leaves in the session that has run it. It errs on one side: what may hold something that cannot
 * be seen, such as CALL, is taken to do so. Not seen is what functions and triggers do.
 */
public final class Footprints {
    /** Blocks of MariaDB's that need no routine around them. */
    private static final Set<String> BLOCKS = Set.of("IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR", "DECLARE");

    /** Who keeps account of a session. */
    public interface Keeper {
        /** The session holds such a thing from now on. */
        void holds(Keep what);

        /** It holds no such thing any more. */
        void released(Keep what);

        /** A SET that can be made again. */
        void set(Setting setting);

        /** A SET that counts for the next transaction only. */
        void setForNextTransaction(Setting setting);
    }

    private Footprints() {}

    /** Reads a text: one statement or several. */
    public static Footprint of(String sql) {
        return Footprint.of(StatementSplitter.split(sql));
    }

    /** Whether a text has more than one statement, of which the first ones may have succeeded when it fails. */
    public static boolean isSeveral(String sql) {
        return StatementSplitter.split(sql).size() > 1;
    }

    static void readOne(String statement, Keeper keeper) {
        TokenCursor cursor = new TokenCursor(statement);
        if (cursor.atEnd()) {
            return;
        }
        if (cursor.accept("SET", "STATEMENT")) {
            // Its settings hold for the statement behind FOR only.
            behindFor(cursor).ifPresentOrElse(held -> readOne(held, keeper), () -> keeper.holds(Keep.ROUTINE));
            return;
        }
        if (cursor.at("SET")) {
            Setting.read(statement, keeper);
        } else if (cursor.at("CREATE")) {
            if (cursor.at("CREATE", "TEMPORARY") || cursor.at("CREATE", "OR", "REPLACE", "TEMPORARY")) {
                keeper.holds(Keep.TEMPORARY_TABLE);
            }
        } else if (cursor.at("XA")) {
            xa(cursor, keeper);
        } else {
            locks(cursor, keeper);
            opaque(cursor, keeper);
        }
        words(cursor, keeper);
    }

    /** What stands behind the FOR that ends the settings of MariaDB's SET STATEMENT, from the cursor on. */
    public static Optional<String> behindFor(TokenCursor cursor) {
        int depth = 0;
        while (!cursor.atEnd()) {
            if (depth == 0 && cursor.accept("FOR")) {
                return Optional.of(cursor.text().substring(cursor.offset()));
            }
            depth += cursor.atSign('(') ? 1 : cursor.atSign(')') ? -1 : 0;
            cursor.take();
        }
        return Optional.empty();
    }

    private static void xa(TokenCursor cursor, Keeper keeper) {
        if (cursor.at("XA", "COMMIT") || cursor.at("XA", "ROLLBACK")) {
            keeper.released(Keep.XA);
        } else if (!cursor.at("XA", "RECOVER")) {
            keeper.holds(Keep.XA);
        }
    }

    private static void locks(TokenCursor cursor, Keeper keeper) {
        if (cursor.at("LOCK") || cursor.at("BACKUP")) {
            keeper.holds(Keep.TABLE_LOCK);
        } else if (cursor.at("FLUSH")) {
            String text = cursor.text();
            if (cursor.tokens().stream()
                    .anyMatch(token -> token.isWord(text, "LOCK") || token.isWord(text, "EXPORT"))) {
                keeper.holds(Keep.TABLE_LOCK);
            }
        } else if (cursor.at("UNLOCK")) {
            keeper.released(Keep.TABLE_LOCK);
        } else if (cursor.at("HANDLER")) {
            keeper.holds(Keep.HANDLER);
        }
    }

    private static void opaque(TokenCursor cursor, Keeper keeper) {
        if (cursor.at("PREPARE")) {
            keeper.holds(Keep.TEXT_STATEMENT);
        } else if (cursor.at("CALL") || cursor.at("EXECUTE") || isBlock(cursor)) {
            keeper.holds(Keep.ROUTINE);
        }
    }

    /** Whether a statement is a block of others. */
    static boolean isBlock(TokenCursor cursor) {
        return cursor.at("BEGIN", "NOT") || cursor.atAny(BLOCKS);
    }

    private static void words(TokenCursor cursor, Keeper keeper) {
        String text = cursor.text();
        List<Token> tokens = cursor.tokens();
        boolean isSet = cursor.at("SET");
        boolean isLoad = cursor.at("LOAD");
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isWord(text, "RELEASE_ALL_LOCKS")) {
                keeper.released(Keep.USER_LOCK);
            } else if (token.isWord(text, "GET_LOCK")) {
                keeper.holds(Keep.USER_LOCK);
            } else if (!isSet && token.kind() == Token.Kind.USER_VARIABLE && isAssigned(text, tokens, i, isLoad)) {
                keeper.holds(Keep.USER_VARIABLE);
            }
        }
    }

    private static boolean isAssigned(String text, List<Token> tokens, int index, boolean isLoad) {
        return isLoad
                || (index > 0 && tokens.get(index - 1).isWord(text, "INTO"))
                || (index + 1 < tokens.size() && tokens.get(index + 1).of(text).equals(":="));
    }
}
