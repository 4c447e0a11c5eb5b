package dev.palinode.engine.sql;

import java.util.List;

/** Quoting and unquoting, and cutting and replacing parts of a text. */
public final class SqlText {
    private SqlText() {}

    /** The text as a SQL string literal, right whether or not quotes are doubled or escaped with a backslash. */
    public static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** The name that an identifier or the value that a string literal stands for. Plain words stay as they are. */
    public static String unquote(String token) {
        if (token.isEmpty()) {
            return token;
        }
        char quote = token.charAt(0);
        if (quote != '`' && quote != '\'' && quote != '"') {
            return token;
        }
        boolean closed = token.length() > 1 && token.charAt(token.length() - 1) == quote;
        String inner = token.substring(1, closed ? token.length() - 1 : token.length());
        return quote == '`' ? inner.replace("``", "`") : unescape(inner, quote);
    }

    private static String unescape(String inner, char quote) {
        StringBuilder out = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            boolean pair = i + 1 < inner.length();
            if (c == '\\' && pair) {
                i++;
                appendEscape(out, inner.charAt(i));
            } else {
                out.append(c);
                if (c == quote && pair && inner.charAt(i + 1) == quote) {
                    i++;
                }
            }
        }
        return out.toString();
    }

    /** The escape sequences of MySQL's string literals; those of LIKE patterns keep their backslash. */
    private static void appendEscape(StringBuilder out, char c) {
        switch (c) {
            case '0' -> out.append('\0');
            case 'b' -> out.append('\b');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'Z' -> out.append('\u001a');
            case '%', '_' -> out.append('\\').append(c);
            default -> out.append(c);
        }
    }

    /** A part of a text and what stands there instead. */
    public record Edit(Span span, String replacement) {}

    /** The text with all edits made; they must not overlap and must be in order. */
    public static String apply(String text, List<Edit> edits) {
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        for (Edit edit : edits) {
            out.append(text, done, edit.span().start()).append(edit.replacement());
            done = edit.span().end();
        }
        return out.append(text, done, text.length()).toString();
    }
}
