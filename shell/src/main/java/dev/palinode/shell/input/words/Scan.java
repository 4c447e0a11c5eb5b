package dev.palinode.shell.input.words;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last statement of a text that may stop anywhere.
 *
 * @param statement its text, with blanks for comments
 * @param words the same in lower case, with {@code x} for whatever is quoted: each quoted text is part of one word
 * @param within what the end of the text is in
 * @param quote where the quoted text begins that is not closed; the length of the statement when all are
 */
public record Scan(String statement, String words, Within within, int quote) {
    /** A comment that is executed is code. */
    private static final Pattern PIECES = Pattern.compile(
            "(?<text>'(?:[^'\\\\]|\\\\.)*+(?<textend>'?)|\"(?:[^\"\\\\]|\\\\.)*+(?<text2end>\"?))"
                    + "|(?<name>`[^`]*+(?<nameend>`?))"
                    + "|(?<comment>(?:--(?=\\s)|#)[^\\n]*+(?<lineend>\\n?)|/\\*(?!M?!).*?(?<blockend>\\*/|\\z))"
                    + "|(?<end>;)",
            Pattern.DOTALL);

    /** What a place is in. */
    public enum Within {
        /** Neither of the others. */
        CODE,
        /** A text in quotes. */
        TEXT,
        /** A name in backticks. */
        NAME,
        /** A remark, of one line or between signs. */
        COMMENT
    }

    /**
     * Looks at a text up to some place.
     *
     * @param text any statements, the last of which need not be complete
     * @return what there is to know about the last one
     */
    public static Scan of(String text) {
        StringBuilder statement = new StringBuilder(text);
        StringBuilder words = new StringBuilder(text);
        Within within = Within.CODE;
        int start = 0;
        int quote = text.length();
        Matcher piece = PIECES.matcher(text);
        while (piece.find()) {
            if (piece.group("end") != null) {
                start = piece.end();
            } else if (piece.group("comment") != null) {
                fill(statement, piece, ' ');
                fill(words, piece, ' ');
                within = closed(piece, "lineend", "blockend") ? Within.CODE : Within.COMMENT;
            } else {
                fill(words, piece, 'x');
                boolean isText = piece.group("text") != null;
                boolean closed = isText ? closed(piece, "textend", "text2end") : closed(piece, "nameend", "nameend");
                within = closed ? Within.CODE : isText ? Within.TEXT : Within.NAME;
                quote = closed ? quote : piece.start();
            }
        }
        while (start < statement.length() && Character.isWhitespace(statement.charAt(start))) {
            start++;
        }
        return new Scan(
                statement.substring(start),
                words.substring(start).toLowerCase(Locale.ROOT),
                within,
                Math.max(0, quote - start));
    }

    private static boolean closed(Matcher piece, String one, String other) {
        String first = piece.group(one);
        String second = piece.group(other);
        return (first != null && !first.isEmpty()) || (second != null && !second.isEmpty());
    }

    private static void fill(StringBuilder text, Matcher piece, char with) {
        for (int i = piece.start(); i < piece.end(); i++) {
            text.setCharAt(i, with);
        }
    }
}
