package dev.palinode.engine.sql;

import dev.palinode.engine.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL text into tokens. It accepts every text: what is not closed reaches to the end, and an unknown sign is
 * punctuation. The content of a versioned comment is code, whatever the version, because the server may read it so.
 *
 * <p>A backslash escapes inside quotes; the SQL mode NO_BACKSLASH_ESCAPES is not known here.
 */
public final class SqlLexer {
    private static final int VERSION_DIGITS = 6;

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean inCode;

    private SqlLexer(String sql) {
        this.sql = sql;
    }

    /** The tokens of the text, in order; they tile it. */
    public static List<Token> tokens(String sql) {
        return beginning(sql, Integer.MAX_VALUE);
    }

    /** The tokens of the text up to that many words, names without quotes among them; of a long text no more is read. */
    public static List<Token> beginning(String sql, int words) {
        SqlLexer lexer = new SqlLexer(sql);
        int left = words;
        while (lexer.at < sql.length() && left > 0) {
            int start = lexer.at;
            Kind kind = lexer.next();
            lexer.tokens.add(new Token(kind, start, lexer.at));
            left -= kind == Kind.WORD ? 1 : 0;
        }
        return List.copyOf(lexer.tokens);
    }

    private Kind next() {
        char c = sql.charAt(at);
        if (isSpace(c)) {
            at = endOf(SqlLexer::isSpace);
            return Kind.SPACE;
        }
        if (startsDashComment() || c == '#') {
            int newline = sql.indexOf('\n', at);
            at = newline < 0 ? sql.length() : newline + 1;
            return Kind.COMMENT;
        }
        if (sql.startsWith("/*", at)) {
            return comment();
        }
        if (inCode && sql.startsWith("*/", at)) {
            inCode = false;
            at += 2;
            return Kind.CODE_CLOSE;
        }
        return switch (c) {
            case '\'' -> quoted(Kind.STRING);
            case '"' -> quoted(Kind.DOUBLE_QUOTED);
            case '`' -> quoted(Kind.QUOTED_NAME);
            case '@' -> variable();
            default -> plain(c);
        };
    }

    private Kind comment() {
        int version = sql.startsWith("/*!", at) ? at + 3 : sql.startsWith("/*M!", at) ? at + 4 : -1;
        if (version >= 0 && !inCode) {
            at = version;
            while (at < sql.length() && at < version + VERSION_DIGITS && isDigit(sql.charAt(at))) {
                at++;
            }
            inCode = true;
            return Kind.CODE_OPEN;
        }
        Kind kind = sql.startsWith("/*+", at) ? Kind.HINT : Kind.COMMENT;
        int close = sql.indexOf("*/", at + 2);
        at = close < 0 ? sql.length() : close + 2;
        return kind;
    }

    /** MySQL wants a blank or a control character behind the two dashes. */
    private boolean startsDashComment() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private Kind quoted(Kind kind) {
        at = endOfQuoted(at);
        return kind;
    }

    private int endOfQuoted(int open) {
        char quote = sql.charAt(open);
        int i = open + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && quote != '`') {
                i += 2;
            } else if (c != quote) {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        return sql.length();
    }

    private Kind variable() {
        at++;
        if (at == sql.length()) {
            return Kind.USER_VARIABLE;
        }
        char c = sql.charAt(at);
        if (c == '@') {
            at++;
            return Kind.SYSTEM_AT;
        }
        at = c == '\'' || c == '"' || c == '`' ? endOfQuoted(at) : endOf(x -> isWordPart(x) || x == '.');
        return Kind.USER_VARIABLE;
    }

    private Kind plain(char c) {
        if (isDigit(c) || (c == '.' && followedByDigit(at) && !behindName())) {
            return number();
        }
        if (isWordPart(c)) {
            at = endOf(SqlLexer::isWordPart);
            return Kind.WORD;
        }
        at += sql.startsWith(":=", at) ? 2 : 1;
        return Kind.PUNCTUATION;
    }

    /** An unquoted identifier may begin with digits, but not consist of them alone. */
    private Kind number() {
        int end = endOf(SqlLexer::isWordPart);
        String run = sql.substring(at, end);
        if (!run.isEmpty() && !isNumber(run) && !endsInExponent(run, end)) {
            at = end;
            return Kind.WORD;
        }
        at = end;
        boolean whole = run.chars().allMatch(x -> isDigit((char) x));
        if (whole && at < sql.length() && sql.charAt(at) == '.' && (run.isEmpty() || !behindDot(end - run.length()))) {
            at++;
            int fraction = at;
            at = endOf(SqlLexer::isWordPart);
            run = sql.substring(fraction, at);
        }
        if (endsInExponent(run, at)) {
            at++;
            at = endOf(SqlLexer::isDigit);
        }
        return Kind.NUMBER;
    }

    private static boolean isNumber(String run) {
        return run.matches("[0-9]+([eE][0-9]+)?|0[xX][0-9a-fA-F]+|0[bB][01]+");
    }

    private boolean endsInExponent(String run, int end) {
        return run.matches("[0-9]*[eE]")
                && end + 1 < sql.length()
                && (sql.charAt(end) == '+' || sql.charAt(end) == '-')
                && isDigit(sql.charAt(end + 1));
    }

    private boolean followedByDigit(int dot) {
        return dot + 1 < sql.length() && isDigit(sql.charAt(dot + 1));
    }

    private boolean behindName() {
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).isName();
    }

    private boolean behindDot(int start) {
        return start > 0 && sql.charAt(start - 1) == '.';
    }

    private int endOf(CharTest test) {
        int i = at;
        while (i < sql.length() && test.accepts(sql.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private interface CharTest {
        boolean accepts(char c);
    }
}
