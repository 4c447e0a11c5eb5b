package dev.palinode.shell.input;

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
            "(?<text>'(?:[^'\\\\]|\\\\.)*'?|\"(?:[^\"\\\\]|\\\\.)*\"?)|(?<name>`[^`]*`?)"
                    + "|(?<comment>--(?=\\s|\\z)[^\\n]*|#[^\\n]*|/\\*.*?(?:\\*/|\\z))|(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<word>\\b[A-Za-z_]+\\b)",
            Pattern.DOTALL);

    private static final AttributedStyle KEYWORD = AttributedStyle.DEFAULT.bold();
    private static final AttributedStyle TEXT = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle PARTNER = AttributedStyle.DEFAULT.inverse();

    private final Set<String> keywords = Set.copyOf(ContextCompleter.KEYWORDS);

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        AttributedString coloured = colour(line);
        int partner = partner(line, reader.getBuffer().cursor() - 1);
        if (partner < 0 || partner >= line.length()) {
            return coloured;
        }
        AttributedStringBuilder marked = new AttributedStringBuilder();
        marked.append(coloured.subSequence(0, partner));
        marked.append(String.valueOf(line.charAt(partner)), PARTNER);
        return marked.append(coloured.subSequence(partner + 1, line.length())).toAttributedString();
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

    /** Where the bracket is that opens what the closing one at this place closes; negative when there is none. */
    static int partner(String line, int at) {
        if (at < 0 || at >= line.length() || line.charAt(at) != ')') {
            return -1;
        }
        int depth = 0;
        for (int i = at; i >= 0; i--) {
            depth += line.charAt(i) == ')' ? 1 : line.charAt(i) == '(' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
