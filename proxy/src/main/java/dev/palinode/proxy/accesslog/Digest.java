package dev.palinode.proxy.accesslog;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.Token;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A statement without its literals and comments. Where it cannot be told for sure what is a literal, all that follows is
 * left out: the client's character set may have characters whose second byte looks like a backslash or a quote.
 */
public final class Digest {
    private static final String CUT = " …";
    private static final Pattern LIST = Pattern.compile("\\(\\s*\\?(?:\\s*,\\s*\\?)++\\s*\\)");
    private static final Pattern ROWS =
            Pattern.compile("(\\((?:\\?|\\.\\.\\.)\\))(?:\\s*,\\s*\\((?:\\?|\\.\\.\\.)\\))++");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\"]+");

    private final String sql;
    private final boolean noBackslashEscapes;
    private final StringBuilder out = new StringBuilder();
    private boolean blank;

    private Digest(String sql, boolean noBackslashEscapes) {
        this.sql = sql;
        this.noBackslashEscapes = noBackslashEscapes;
    }

    /**
     * The digest of a statement.
     *
     * @param bytes of the text or its beginning, in a character set that has ASCII in it
     * @param length how many of them count
     * @param noBackslashEscapes the session's SQL mode
     */
    public static String of(byte[] bytes, int length, boolean noBackslashEscapes) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        String digest = new Digest(text, noBackslashEscapes).build();
        return new String(digest.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).replace("\u0001", CUT);
    }

    private String build() {
        int before = -1;
        for (Token token : SqlLexer.tokens(sql)) {
            String text = token.of(sql);
            if (isDoubtful(token, text, before)) {
                out.append('\u0001');
                break;
            }
            append(token, text);
            before = text.charAt(text.length() - 1);
        }
        String lists = LIST.matcher(out.toString().strip()).replaceAll("(...)");
        return CONTROL.matcher(ROWS.matcher(lists).replaceAll("$1"))
                .replaceAll(found -> found.group().equals("\u0001") ? "\u0001" : " ");
    }

    private boolean isDoubtful(Token token, String text, int before) {
        return switch (token.kind()) {
            case STRING, DOUBLE_QUOTED, USER_VARIABLE -> isDoubtfulString(text);
            case QUOTED_NAME -> before >= 0x80 || text.indexOf('\'') >= 0 || text.indexOf('"') >= 0;
            default -> false;
        };
    }

    private boolean isDoubtfulString(String text) {
        for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 1)) {
            if (noBackslashEscapes || (i > 0 && text.charAt(i - 1) >= 0x80)) {
                return true;
            }
        }
        return false;
    }

    private void append(Token token, String text) {
        switch (token.kind()) {
            case SPACE, COMMENT, HINT, CODE_OPEN, CODE_CLOSE -> blank = out.length() > 0;
            case STRING, DOUBLE_QUOTED -> literal();
            case NUMBER -> add("?");
            case USER_VARIABLE -> add(text.matches("@[A-Za-z0-9_.$]*") ? text : "@?");
            default -> add(text);
        }
    }

    /** A literal swallows the introducer in front of it ({@code x'…'}, {@code N'…'}, {@code _utf8'…'}), and its neighbour. */
    private void literal() {
        if (!blank) {
            int start = out.length();
            while (start > 0 && isWordPart(out.charAt(start - 1))) {
                start--;
            }
            String word = out.substring(start).toLowerCase(Locale.ROOT);
            if (word.matches("[xbn]|_[a-z0-9]+")) {
                out.setLength(start);
            }
        }
        if (out.length() > 0 && out.charAt(out.length() - 1) == '?') {
            blank = false;
            return;
        }
        add("?");
    }

    private static boolean isWordPart(char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void add(String text) {
        if (blank) {
            out.append(' ');
            blank = false;
        }
        out.append(text);
    }
}
