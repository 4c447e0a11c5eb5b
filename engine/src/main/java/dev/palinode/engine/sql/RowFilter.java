package dev.palinode.engine.sql;

import dev.palinode.engine.EngineFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A condition on the rows of one table, as in {@code SHOW … WHERE}: columns, literals and the present time, compared
 * and joined. It is read here and written anew, so that nothing else gets to the server: no function, no subquery, no
 * variable, no other table. Every literal becomes a parameter.
 *
 * @param sql the condition, with a question mark for each parameter
 * @param parameters the values, in order
 */
public record RowFilter(String sql, List<Object> parameters) {
    /** Parentheses and NOTs inside each other; far more than people write. */
    private static final int MAX_DEPTH = 50;

    public RowFilter {
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads a condition.
     *
     * @param columns the names that there are, in lower case
     * @throws EngineFault with what is wrong with it
     */
    public static RowFilter parse(String text, Set<String> columns) {
        Reader reader = new Reader(new TokenCursor(text), columns);
        reader.any(0);
        if (!reader.cursor.atEnd()) {
            throw reader.unreadable("AND, OR or the end of the condition");
        }
        return new RowFilter(reader.sql.toString(), reader.parameters);
    }

    /**
     * Reads {@code [ORDER BY column [ASC | DESC], …] [LIMIT n [OFFSET n]]}, and writes it anew.
     *
     * @param columns the names that there are, in lower case
     * @param last the column that decides where nothing else does
     * @throws EngineFault with what is wrong with it
     */
    public static String order(String text, Set<String> columns, String last) {
        Reader reader = new Reader(new TokenCursor(text), columns);
        reader.order(last);
        if (!reader.cursor.atEnd()) {
            throw reader.unreadable("LIMIT or the end of the statement");
        }
        return reader.sql.toString();
    }

    /** Goes through the text once. */
    private static final class Reader {
        private static final Set<String> UNITS =
                Set.of("MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR");
        private static final List<String> COMPARISONS = List.of("<=>", "<=", ">=", "<>", "!=", "=", "<", ">");

        private final TokenCursor cursor;
        private final Set<String> columns;
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        Reader(TokenCursor cursor, Set<String> columns) {
            this.cursor = cursor;
            this.columns = columns;
        }

        EngineFault unreadable(String expected) {
            return new EngineFault(
                    EngineFault.Kind.SYNTAX, cursor.malformed(expected).message());
        }

        void order(String last) {
            sql.append("ORDER BY ");
            if (cursor.accept("ORDER", "BY")) {
                do {
                    column();
                    boolean down = !cursor.accept("ASC") && cursor.accept("DESC");
                    sql.append(down ? " DESC, " : ", ");
                } while (cursor.acceptSign(','));
            }
            sql.append('`').append(last).append('`');
            if (cursor.accept("LIMIT")) {
                sql.append(" LIMIT ");
                count();
                if (cursor.accept("OFFSET")) {
                    sql.append(" OFFSET ");
                    count();
                }
            }
        }

        private void count() {
            if (!cursor.current().matches("[0-9]{1,18}")) {
                throw unreadable("a whole number");
            }
            sql.append(cursor.take().of(cursor.text()));
        }

        /** Conditions joined by OR. */
        void any(int depth) {
            if (depth > MAX_DEPTH) {
                throw new EngineFault(EngineFault.Kind.NOT_SUPPORTED, "the condition is nested too deeply");
            }
            all(depth);
            while (cursor.accept("OR") || acceptTwice('|')) {
                sql.append(" OR ");
                all(depth);
            }
        }

        private void all(int depth) {
            one(depth);
            while (cursor.accept("AND") || acceptTwice('&')) {
                sql.append(" AND ");
                one(depth);
            }
        }

        private boolean acceptTwice(char sign) {
            if (!cursor.atSign(sign)) {
                return false;
            }
            cursor.take();
            if (!cursor.acceptSign(sign)) {
                throw unreadable("" + sign + sign);
            }
            return true;
        }

        private void one(int depth) {
            if (cursor.accept("NOT")) {
                sql.append("NOT (");
                if (depth > MAX_DEPTH) {
                    throw new EngineFault(EngineFault.Kind.NOT_SUPPORTED, "the condition is nested too deeply");
                }
                one(depth + 1);
                sql.append(')');
            } else if (cursor.acceptSign('(')) {
                sql.append('(');
                any(depth + 1);
                if (!cursor.acceptSign(')')) {
                    throw unreadable(")");
                }
                sql.append(')');
            } else {
                value();
                comparison();
            }
        }

        /** What may follow a value; a value alone is a condition too. */
        private void comparison() {
            if (cursor.accept("IS")) {
                sql.append(cursor.accept("NOT") ? " IS NOT " : " IS ");
                word("NULL", "TRUE", "FALSE");
                return;
            }
            boolean not = cursor.accept("NOT");
            String negation = not ? " NOT" : "";
            if (cursor.accept("LIKE")) {
                sql.append(negation).append(" LIKE ");
                value();
            } else if (cursor.accept("BETWEEN")) {
                sql.append(negation).append(" BETWEEN ");
                value();
                if (!cursor.accept("AND")) {
                    throw unreadable("AND");
                }
                sql.append(" AND ");
                value();
            } else if (cursor.accept("IN")) {
                sql.append(negation).append(" IN ");
                list();
            } else if (not) {
                throw unreadable("LIKE, BETWEEN or IN");
            } else {
                sign().ifPresent(sign -> {
                    sql.append(' ').append(sign).append(' ');
                    value();
                });
            }
        }

        private Optional<String> sign() {
            for (String candidate : COMPARISONS) {
                if (cursor.text().startsWith(candidate, cursor.offset()) && !cursor.atEnd()) {
                    candidate.chars().forEach(part -> cursor.acceptSign((char) part));
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        }

        private void list() {
            if (!cursor.acceptSign('(')) {
                throw unreadable("(");
            }
            sql.append('(');
            value();
            while (cursor.acceptSign(',')) {
                sql.append(", ");
                value();
            }
            if (!cursor.acceptSign(')')) {
                throw unreadable(")");
            }
            sql.append(')');
        }

        private void value() {
            if (cursor.atKind(Token.Kind.STRING) || cursor.atKind(Token.Kind.DOUBLE_QUOTED)) {
                literal(cursor.string().orElseThrow());
            } else if (cursor.atKind(Token.Kind.NUMBER) || cursor.atSign('-')) {
                number();
            } else if (cursor.accept("NULL")) {
                sql.append("NULL");
            } else if (cursor.accept("TRUE")) {
                sql.append("TRUE");
            } else if (cursor.accept("FALSE")) {
                sql.append("FALSE");
            } else if (cursor.accept("NOW") || cursor.accept("CURRENT_TIMESTAMP")) {
                if (cursor.acceptSign('(') && !cursor.acceptSign(')')) {
                    throw unreadable(")");
                }
                sql.append("NOW()");
            } else {
                column();
            }
            intervals();
        }

        private void literal(Object value) {
            sql.append('?');
            parameters.add(value);
        }

        private void number() {
            String sign = cursor.acceptSign('-') ? "-" : "";
            if (!cursor.atKind(Token.Kind.NUMBER)) {
                throw unreadable("a number");
            }
            String digits = cursor.current();
            if (!digits.matches("[0-9]{1,30}(\\.[0-9]{0,30})?")) {
                throw unreadable("a number");
            }
            cursor.take();
            sql.append(sign).append(digits);
        }

        private void intervals() {
            while (cursor.atSign('+') || cursor.atSign('-')) {
                sql.append(' ').append(cursor.take().of(cursor.text())).append(" INTERVAL ");
                if (!cursor.accept("INTERVAL")) {
                    throw unreadable("INTERVAL");
                }
                number();
                sql.append(' ');
                word(UNITS.toArray(String[]::new));
            }
        }

        private void word(String... words) {
            for (String word : words) {
                if (cursor.accept(word)) {
                    sql.append(word);
                    return;
                }
            }
            throw unreadable(String.join(", ", words));
        }

        private void column() {
            String written = cursor.current();
            Optional<String> name = cursor.name().map(found -> found.toLowerCase(Locale.ROOT));
            if (name.isEmpty()) {
                throw unreadable("a column or a literal");
            }
            if (cursor.atSign('(') || cursor.atSign('.')) {
                throw new EngineFault(
                        EngineFault.Kind.NOT_SUPPORTED,
                        "only columns, literals and NOW() can be compared here, not " + written);
            }
            if (!columns.contains(name.get())) {
                throw new EngineFault(
                        EngineFault.Kind.UNKNOWN_COLUMN, "Unknown column '" + name.get() + "' in 'where clause'");
            }
            sql.append('`').append(name.get()).append('`');
        }
    }
}
