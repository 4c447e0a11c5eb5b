package dev.palinode.shell.input;

import dev.palinode.shell.input.words.SqlWords;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours what is typed: keywords, texts, numbers, comments, and the bracket that belongs to the one at the cursor. */
final class SqlHighlighter implements Highlighter {
    private static final Pattern PIECES = Pattern.compile(
            "(?<text>'(?:[^'\\\\]|\\\\.)*+'?|\"(?:[^\"\\\\]|\\\\.)*+\"?)|(?<name>`[^`]*`?)"
                    + "|(?<comment>--(?=\\s|\\z)[^\\n]*|#[^\\n]*|/\\*.*?(?:\\*/|\\z))|(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<word>\\b[A-Za-z_]+\\b)",
            Pattern.DOTALL);

    private static final AttributedStyle KEYWORD = AttributedStyle.DEFAULT.bold();
    private static final AttributedStyle TEXT = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle PARTNER = AttributedStyle.DEFAULT.inverse();
    private static final AttributedStyle ALONE = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

    private final Set<String> keywords = Set.copyOf(SqlWords.KEYWORDS);

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        return marked(line, reader.getBuffer().cursor());
    }

    /** Coloured, with the partner of the bracket at the cursor, or that bracket itself when nothing opens it. */
    AttributedString marked(String line, int cursor) {
        AttributedString coloured = colour(line);
        int bracket = bracket(code(line), cursor);
        if (bracket < 0) {
            return coloured;
        }
        int partner = partner(line, bracket);
        if (partner >= 0) {
            return mark(coloured, partner, PARTNER);
        }
        return line.charAt(bracket) == ')' ? mark(coloured, bracket, ALONE) : coloured;
    }

    private static AttributedString mark(AttributedString line, int at, AttributedStyle style) {
        AttributedStringBuilder marked = new AttributedStringBuilder();
        marked.append(line.subSequence(0, at));
        marked.append(String.valueOf(line.charAt(at)), style);
        return marked.append(line.subSequence(at + 1, line.length())).toAttributedString();
    }

    AttributedString colour(String line) {
        AttributedStringBuilder built = new AttributedStringBuilder();
        Matcher piece = PIECES.matcher(line);
        int at = 0;
        while (piece.find()) {
            built.append(line.substring(at, piece.start()));
            built.append(piece.group(), style(piece));
            at = piece.end();
        }
        return built.append(line.substring(at)).toAttributedString();
    }

    private AttributedStyle style(Matcher piece) {
        if (piece.group("text") != null) {
            return TEXT;
        }
        if (piece.group("comment") != null) {
            return COMMENT;
        }
        if (piece.group("number") != null) {
            return NUMBER;
        }
        String word = piece.group("word");
        return word != null && keywords.contains(word.toUpperCase(Locale.ROOT)) ? KEYWORD : AttributedStyle.DEFAULT;
    }

    /** The bracket that the cursor is behind, or else the one that it is on; negative when there is none. */
    private static int bracket(String code, int cursor) {
        for (int at : new int[] {cursor - 1, cursor}) {
            if (at >= 0 && at < code.length() && depth(code.charAt(at)) != 0) {
                return at;
            }
        }
        return -1;
    }

    /** Where the bracket is that belongs to the one at this place; negative when there is none, as for one in a text. */
    static int partner(String line, int at) {
        String code = code(line);
        int step = at < 0 || at >= code.length() ? 0 : depth(code.charAt(at));
        int depth = 0;
        for (int i = at; step != 0 && i >= 0 && i < code.length(); i += step) {
            depth += depth(code.charAt(i));
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static int depth(char c) {
        return c == '(' ? 1 : c == ')' ? -1 : 0;
    }

    /** The line with blanks for whatever is quoted or a remark. */
    private static String code(String line) {
        StringBuilder code = new StringBuilder(line);
        Matcher piece = PIECES.matcher(line);
        while (piece.find()) {
            if (piece.group("word") == null && piece.group("number") == null) {
                code.replace(piece.start(), piece.end(), " ".repeat(piece.end() - piece.start()));
            }
        }
        return code.toString();
    }
}
