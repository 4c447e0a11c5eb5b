package dev.palinode.engine.sql.classify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A CREATE VIEW or ALTER VIEW in its parts, each as it was written.
 *
 * @param verb CREATE, CREATE OR REPLACE or ALTER
 * @param algorithm {@code ALGORITHM = …}
 * @param definer {@code DEFINER = …}
 * @param security {@code SQL SECURITY …}
 * @param rest what stands behind the name: columns, query and check option
 */
public record ViewStatement(
        String verb, Optional<String> algorithm, Optional<String> definer, Optional<String> security, String rest) {
    private static final List<String> PARTS = List.of("ALGORITHM", "DEFINER", "SQL");

    /**
     * Reads a statement without comments; what SHOW CREATE VIEW says is one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ViewStatement read(String text) {
        TokenCursor cursor = new TokenCursor(text.strip());
        boolean alter = cursor.accept("ALTER");
        boolean create = !alter && cursor.accept("CREATE");
        boolean replace = create && cursor.accept("OR", "REPLACE");
        Optional<String> algorithm = part(cursor, "ALGORITHM");
        Optional<String> definer = part(cursor, "DEFINER");
        Optional<String> security = part(cursor, "SQL");
        if (!(alter || create) || !cursor.accept("VIEW")) {
            throw new IllegalArgumentException("not a CREATE VIEW or ALTER VIEW: " + text);
        }
        cursor.accept("IF", "NOT", "EXISTS");
        NameRef name = cursor.tableName()
                .orElseThrow(() -> new IllegalArgumentException("the name of the view cannot be read: " + text));
        String verb = alter ? "ALTER" : replace ? "CREATE OR REPLACE" : "CREATE";
        return new ViewStatement(
                verb,
                algorithm,
                definer,
                security,
                cursor.text().substring(name.span().end()));
    }

    private static Optional<String> part(TokenCursor cursor, String first) {
        if (!cursor.at(first)) {
            return Optional.empty();
        }
        int start = cursor.offset();
        cursor.take();
        while (!cursor.atEnd() && !cursor.at("VIEW") && !atPart(cursor)) {
            cursor.take();
        }
        return Optional.of(cursor.text().substring(start, cursor.offsetBehind()));
    }

    /** An account may be called like one of the words, but is not followed by what follows them. */
    private static boolean atPart(TokenCursor cursor) {
        return cursor.at("SQL", "SECURITY") || (cursor.atAny(PARTS) && !cursor.at("SQL") && cursor.isFollowedBy('='));
    }

    /** Whether this is an ALTER VIEW, which keeps what it does not say. */
    public boolean isAlter() {
        return verb.equals("ALTER");
    }

    /** Whether an existing view is to be replaced. */
    public boolean replaces() {
        return !verb.equals("CREATE");
    }

    /**
     * The same with the parts of the older definition where an ALTER VIEW leaves them to it, as the server has it.
     *
     * @param undefinedIsGiven whether to say {@code ALGORITHM = UNDEFINED} is to say something
     */
    public ViewStatement over(ViewStatement old, boolean undefinedIsGiven) {
        Optional<String> given = algorithm.filter(
                text -> undefinedIsGiven || !text.toUpperCase(Locale.ROOT).endsWith("UNDEFINED"));
        return new ViewStatement(
                verb,
                given.or(() -> old.algorithm),
                definer.or(() -> old.definer),
                security.or(() -> old.security),
                rest);
    }

    /**
     * A CREATE VIEW with a definer, if it has none; for the rest as it was written.
     *
     * @param account as SQL text
     * @throws IllegalArgumentException if it is no CREATE VIEW or ALTER VIEW
     */
    public static String withDefiner(String text, String account) {
        ViewStatement view = read(text);
        if (view.isAlter() || view.definer.isPresent()) {
            return text;
        }
        TokenCursor cursor = new TokenCursor(text);
        cursor.take();
        cursor.accept("OR", "REPLACE");
        part(cursor, "ALGORITHM");
        return text.substring(0, cursor.offset()) + "DEFINER = " + account + " " + text.substring(cursor.offset());
    }

    /** The statement that makes a view of that name out of nothing. */
    public String create(TableName name) {
        return statement("CREATE", name.quoted());
    }

    /** The statement that makes a view of that name, or replaces it. */
    public String replace(TableName name) {
        return statement("CREATE OR REPLACE", name.quoted());
    }

    private String statement(String first, String name) {
        StringBuilder text = new StringBuilder(first);
        for (Optional<String> part : List.of(algorithm, definer, security)) {
            part.ifPresent(found -> text.append(' ').append(found));
        }
        return text.append(" VIEW ").append(name).append(rest).toString();
    }

    /** Whether both mean the same, whatever their names and definers are. Of use for what a server has written. */
    public boolean sameAs(ViewStatement other) {
        return algorithm.equals(other.algorithm) && security.equals(other.security) && rest.equals(other.rest);
    }
}
