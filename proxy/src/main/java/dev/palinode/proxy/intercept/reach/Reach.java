package dev.palinode.proxy.intercept.reach;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The schemas that a statement names, by the places in which names of tables can stand; a table's name or an alias in front of
 * a column's is not taken for a schema's. What is overlooked is the server's to refuse: it does not have the schema.
 *
 * @param schemas those that were asked for, as written
 * @param others the other ones, as written, but for those that every server has
 * @param unqualified whether a table is named without a schema
 */
public record Reach(Set<String> schemas, Set<String> others, boolean unqualified) {
    public Reach {
        schemas = Set.copyOf(schemas);
        others = Set.copyOf(others);
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
        private static final int LONGEST_HEAD = 8;

        private final String sql;
        private final List<Token> tokens;
        private final Predicate<String> asked;
        private final Set<String> schemas = new LinkedHashSet<>();
        private final Set<String> others = new LinkedHashSet<>();
        private final Set<String> derived = new HashSet<>();
        private final Deque<Boolean> functions = new ArrayDeque<>();
        private final boolean show;
        private final boolean query;
        private boolean onTable;
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
            this.query = tokens.isEmpty() || Words.QUERIES.contains(upper(0));
            this.onTable = cursor.at("GRANT")
                    || cursor.at("REVOKE")
                    || ((cursor.at("CREATE") || cursor.at("DROP")) && Words.ON_TABLE.contains(object()));
        }

        private String object() {
            return IntStream.range(1, Math.min(tokens.size(), LONGEST_HEAD))
                    .mapToObj(this::upper)
                    .filter(Words.OBJECTS::contains)
                    .findFirst()
                    .orElse("");
        }

        Reach read() {
            int i = 0;
            while (i < tokens.size()) {
                i = next(i);
            }
            return new Reach(schemas, others, unqualified && !(show && !schemas.isEmpty()));
        }

        /** Looks at a token; the number of the next one to look at. */
        private int next(int i) {
            Token token = tokens.get(i);
            nest(i);
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

        private void nest(int i) {
            if (sign(i, '(')) {
                depth++;
                functions.push(i > 0 && Words.WITH_FROM.contains(upper(i - 1)));
            } else if (sign(i, ')')) {
                depth--;
                functions.poll();
            }
        }

        private boolean keyword(int i, String word) {
            if (show && (word.equals("FROM") || word.equals("IN")) && i + 1 < tokens.size()) {
                String name = text(i + 1);
                if (!sign(i + 2, '.') && asked.test(name) && !(isFirstOf(i) && namesColumns())) {
                    schemas.add(name);
                    return true;
                }
            }
            if (expects && Words.BETWEEN.contains(word)) {
                return true;
            }
            if (word.equals("DATABASE") || word.equals("SCHEMA")) {
                database(i + 1);
            }
            boolean on = word.equals("ON");
            if ((mayStart(i, word) && isTableWord(i)) || (on && onTable)) {
                onTable &= !on;
                expects = true;
                listDepth = depth;
                lists = !Words.BEFORE_ONE.contains(word);
                return true;
            }
            if (on || word.equals("USING")) {
                expects = false;
                lists &= i + 1 == tokens.size() || !Words.ON_EVENT.contains(upper(i + 1));
                return true;
            }
            if (Words.ENDS.contains(word)) {
                expects = false;
                lists = false;
                return true;
            }
            return false;
        }

        private boolean mayStart(int i, String word) {
            boolean from = word.equals("FROM") || word.equals("JOIN") || word.equals("STRAIGHT_JOIN");
            return (Words.BEFORE_TABLE.contains(word) && (from || !sign(i + 1, '(')))
                    || (!query && Words.BEFORE_OBJECT.contains(word))
                    || (i == 0 && Words.FIRST.contains(word));
        }

        private boolean isTableWord(int i) {
            boolean spoiled = i > 0 && Words.NO_TABLE_AFTER.contains(upper(i - 1));
            boolean function = Boolean.TRUE.equals(functions.peek());
            return !spoiled && !function;
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
            while (i < tokens.size() && Words.BETWEEN.contains(upper(i))) {
                i++;
            }
            if (i < tokens.size() && tokens.get(i).isName() && asked.test(text(i))) {
                schemas.add(text(i));
            }
        }

        private int table(int i, boolean dotted) {
            expects = false;
            String before = i > 0 ? upper(i - 1) : "";
            boolean deleted = before.equals("DELETE");
            if (dotted) {
                if (!(deleted && tokens.get(i + 2).of(sql).equals("*"))) {
                    name(i);
                }
                return i + 3;
            }
            boolean target = before.equals("INTO") || before.equals("TABLE");
            boolean function = sign(i + 1, '(') && !target;
            String word = upper(i);
            boolean explained = i == 1 && Words.EXPLAINED.contains(word) && tokens.size() > 2;
            if (!function
                    && !explained
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
                k++;
                while (k < tokens.size() && (tokens.get(k).isName() || sign(k, ','))) {
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
            } else if (!Words.EVERYWHERE.contains(schema.toLowerCase(Locale.ROOT))) {
                others.add(schema);
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
