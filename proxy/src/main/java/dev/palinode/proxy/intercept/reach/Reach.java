package dev.palinode.proxy.intercept.reach;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The schemas that a statement names, by the places in which names of tables can stand; a table's name or an alias in front of
 * a column's is not taken for a schema's. What is overlooked is the server's to refuse: it does not have the schema.
 *
 * @param schemas those that were asked for, as written
 * @param unqualified whether a table is named without a schema
 */
public record Reach(Set<String> schemas, boolean unqualified) {
    /** Words behind which a table's name comes, in every statement. */
    private static final Set<String> BEFORE_TABLE = Set.of(
            "FROM", "JOIN", "STRAIGHT_JOIN", "INTO", "UPDATE", "INSERT", "REPLACE", "DELETE", "TRUNCATE", "TABLE");

    /** Those that are nothing of the kind in a query. */
    private static final Set<String> BEFORE_OBJECT =
            Set.of("TABLES", "REFERENCES", "VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "SEQUENCE");

    /** Those that are it only as the first of a statement. */
    private static final Set<String> FIRST = Set.of("DESCRIBE", "DESC", "CALL", "HANDLER", "EXPLAIN");

    private static final Set<String> QUERIES =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "SET", "DO", "VALUES", "(");

    /** Words that may stand between such a word and the name. */
    private static final Set<String> BETWEEN = Set.of(
            "LOW_PRIORITY",
            "HIGH_PRIORITY",
            "DELAYED",
            "QUICK",
            "IGNORE",
            "INTO",
            "FROM",
            "TABLE",
            "IF",
            "NOT",
            "EXISTS",
            "ONLY",
            "LATERAL",
            "EXTENDED",
            "FULL",
            "CONCURRENT",
            "LOCAL");

    /** Functions with a FROM of their own. */
    private static final Set<String> WITH_FROM = Set.of("EXTRACT", "TRIM", "SUBSTRING", "SUBSTR", "MID", "OVERLAY");

    /** Words that make UPDATE, DELETE or FROM another thing. */
    private static final Set<String> NO_TABLE_AFTER = Set.of("FOR", "KEY", "ON", "DISTINCT", "SELECT");

    /** Words that end a list of tables. */
    private static final Set<String> ENDS = Set.of(
            "WHERE",
            "SET",
            "ON",
            "USING",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "VALUES",
            "VALUE",
            "SELECT",
            "UNION",
            "WINDOW",
            "ADD",
            "MODIFY",
            "CHANGE",
            "RENAME",
            "LIKE",
            "RETURNING");

    public Reach {
        schemas = Set.copyOf(schemas);
    }

    /**
     * Reads a statement.
     *
     * @param asked which names of schemas are asked for
     */
    public static Reach of(String sql, Predicate<String> asked) {
        return new Reader(sql, asked).read();
    }

    private static final class Reader {
        private final String sql;
        private final List<Token> tokens;
        private final Predicate<String> asked;
        private final Set<String> schemas = new LinkedHashSet<>();
        private final Set<String> derived = new HashSet<>();
        private final boolean show;
        private final boolean index;
        private final boolean query;
        private int depth;
        private int listDepth;
        private boolean unqualified;
        private boolean expects;
        private boolean lists;

        Reader(String sql, Predicate<String> asked) {
            this.sql = sql;
            TokenCursor cursor = new TokenCursor(sql, SqlLexer.tokens(sql));
            this.tokens = cursor.tokens();
            this.asked = asked;
            this.show = cursor.at("SHOW");
            this.query = tokens.isEmpty() || QUERIES.contains(upper(0));
            this.index = (cursor.at("CREATE") || cursor.at("DROP") || cursor.at("GRANT") || cursor.at("REVOKE"));
        }

        Reach read() {
            int i = 0;
            while (i < tokens.size()) {
                i = next(i);
            }
            return new Reach(schemas, unqualified && !(show && !schemas.isEmpty()));
        }

        /** Looks at a token; the number of the next one to look at. */
        private int next(int i) {
            Token token = tokens.get(i);
            depth += token.isPunctuation(sql, '(') ? 1 : token.isPunctuation(sql, ')') ? -1 : 0;
            if (token.isPunctuation(sql, ',')) {
                expects = lists && depth == listDepth;
                return i + 1;
            }
            if (!token.isName()) {
                expects = expects && token.isPunctuation(sql, '(');
                return i + 1;
            }
            boolean dotted = sign(i + 1, '.') && i + 2 < tokens.size();
            if (token.kind() == Token.Kind.WORD
                    && !dotted
                    && keyword(i, token.of(sql).toUpperCase(Locale.ROOT))) {
                return i + 1;
            }
            if (expects) {
                return table(i, dotted);
            }
            if (dotted && sign(i + 3, '(')) {
                name(i);
            }
            commonTable(i);
            return dotted ? i + 3 : i + 1;
        }

        private boolean keyword(int i, String word) {
            if (show && (word.equals("FROM") || word.equals("IN")) && i + 1 < tokens.size()) {
                String name = text(i + 1);
                if (!sign(i + 2, '.') && asked.test(name) && !(isFirstOf(i) && namesColumns())) {
                    schemas.add(name);
                    return true;
                }
            }
            if (expects && BETWEEN.contains(word)) {
                return true;
            }
            if (word.equals("DATABASE") || word.equals("SCHEMA")) {
                database(i + 1);
            }
            boolean starts = mayStart(i, word) && isTableWord(i);
            boolean onTable = index && word.equals("ON");
            if (starts || onTable) {
                expects = true;
                listDepth = depth;
                lists = !word.equals("INTO") && !word.equals("DELETE") && !word.equals("INSERT");
                return true;
            }
            if (ENDS.contains(word)) {
                expects = false;
                lists = false;
                return true;
            }
            return false;
        }

        private boolean mayStart(int i, String word) {
            boolean from = word.equals("FROM") || word.equals("JOIN") || word.equals("STRAIGHT_JOIN");
            return (BEFORE_TABLE.contains(word) && (from || !sign(i + 1, '(')))
                    || (!query && BEFORE_OBJECT.contains(word))
                    || (i == 0 && FIRST.contains(word));
        }

        private boolean isTableWord(int i) {
            boolean spoiled = i > 0 && NO_TABLE_AFTER.contains(upper(i - 1));
            return !spoiled && !isInFunction(i);
        }

        /** Whether the FROM is that of a function, whose parenthesis was opened last. */
        private boolean isInFunction(int i) {
            int depth = 0;
            for (int k = i - 1; k > 0; k--) {
                if (sign(k, ')')) {
                    depth++;
                } else if (sign(k, '(') && depth-- == 0) {
                    return WITH_FROM.contains(upper(k - 1));
                }
            }
            return false;
        }

        private boolean isFirstOf(int i) {
            return tokens.subList(0, i).stream()
                    .noneMatch(token -> token.isWord(sql, "FROM") || token.isWord(sql, "IN"));
        }

        private boolean namesColumns() {
            Set<String> first = Set.of("COLUMNS", "FIELDS", "INDEX", "INDEXES", "KEYS");
            return tokens.stream()
                    .limit(4)
                    .anyMatch(token -> first.contains(token.of(sql).toUpperCase(Locale.ROOT)));
        }

        private void database(int after) {
            int i = after;
            while (i < tokens.size() && BETWEEN.contains(upper(i))) {
                i++;
            }
            if (i < tokens.size() && tokens.get(i).isName() && asked.test(text(i))) {
                schemas.add(text(i));
            }
        }

        private int table(int i, boolean dotted) {
            expects = false;
            if (dotted) {
                name(i);
                return i + 3;
            }
            boolean target =
                    i > 0 && (upper(i - 1).equals("INTO") || upper(i - 1).equals("TABLE"));
            boolean function = sign(i + 1, '(') && !target;
            boolean deleted = i > 0 && upper(i - 1).equals("DELETE");
            String word = upper(i);
            if (!function
                    && !deleted
                    && !derived.contains(word)
                    && !word.equals("DUAL")
                    && !word.equals("OUTFILE")
                    && !word.equals("DUMPFILE")) {
                unqualified = true;
            }
            return i + 1;
        }

        /** {@code name AS (} and {@code name (columns) AS (} name no table. */
        private void commonTable(int i) {
            int k = i + 1;
            if (sign(k, '(')) {
                while (k < tokens.size() && !sign(k, ')')) {
                    k++;
                }
                k++;
            }
            if (k + 1 < tokens.size() && tokens.get(k).isWord(sql, "AS") && sign(k + 1, '(')) {
                derived.add(upper(i));
            }
        }

        private void name(int i) {
            String schema = text(i);
            if (asked.test(schema)) {
                schemas.add(schema);
            }
        }

        private boolean sign(int i, char sign) {
            return i < tokens.size() && tokens.get(i).isPunctuation(sql, sign);
        }

        private String upper(int i) {
            return text(i).toUpperCase(Locale.ROOT);
        }

        private String text(int i) {
            String written = tokens.get(i).of(sql);
            Optional<String> name = new TokenCursor(sql, tokens.subList(i, i + 1)).name();
            return name.orElse(written);
        }
    }
}
