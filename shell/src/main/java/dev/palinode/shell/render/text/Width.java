package dev.palinode.shell.render.text;

import java.util.ArrayList;
import java.util.List;

/**
 * How many cells of a terminal a text takes. Follows the classes Wide and Fullwidth of Unicode's East Asian Width and
 * the usual two cells of emoji; what combines with the character before it takes none.
 */
public final class Width {
    /** First and last code point of each range that takes two cells. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F},
        {0x231A, 0x231B},
        {0x2329, 0x232A},
        {0x23E9, 0x23EC},
        {0x25FD, 0x25FE},
        {0x2614, 0x2615},
        {0x2648, 0x2653},
        {0x26A1, 0x26A1},
        {0x26BD, 0x26BE},
        {0x26C4, 0x26C5},
        {0x26D4, 0x26D4},
        {0x26EA, 0x26EA},
        {0x26F2, 0x26F5},
        {0x26FA, 0x26FD},
        {0x2705, 0x2705},
        {0x270A, 0x270B},
        {0x2728, 0x2728},
        {0x274C, 0x274E},
        {0x2753, 0x2757},
        {0x2795, 0x2797},
        {0x27B0, 0x27BF},
        {0x2B1B, 0x2B1C},
        {0x2B50, 0x2B55},
        {0x2E80, 0x303E},
        {0x3041, 0x33FF},
        {0x3400, 0x4DBF},
        {0x4E00, 0xA4CF},
        {0xA960, 0xA97C},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE10, 0xFE19},
        {0xFE30, 0xFE6F},
        {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6},
        {0x16FE0, 0x18CFF},
        {0x1AFF0, 0x1B2FB},
        {0x1F004, 0x1F004},
        {0x1F0CF, 0x1F0CF},
        {0x1F18E, 0x1F19A},
        {0x1F200, 0x1F320},
        {0x1F32D, 0x1F64F},
        {0x1F680, 0x1F6FC},
        {0x1F7E0, 0x1F7EB},
        {0x1F90C, 0x1F9FF},
        {0x1FA70, 0x1FAFF},
        {0x20000, 0x3FFFD},
    };

    private Width() {}

    /**
     * Measures a text without line breaks.
     *
     * @param text any text
     * @return cells
     */
    public static int of(String text) {
        int cells = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            cells += ofCodePoint(c);
            i += Character.charCount(c);
        }
        return cells;
    }

    private static int ofCodePoint(int c) {
        if (c < 0x300) {
            return c == 0xAD ? 0 : 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        int low = 0;
        int high = WIDE.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (c < WIDE[middle][0]) {
                high = middle - 1;
            } else if (c > WIDE[middle][1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /**
     * Shortens a text to a number of cells, with an ellipsis where something was cut.
     *
     * @param text a text without line breaks
     * @param cells how many it may take, at least 1
     * @return the text itself when it fits
     */
    public static String cut(String text, int cells) {
        if (of(text) <= cells) {
            return text;
        }
        return text.substring(0, end(text, cells - 1)) + '…';
    }

    /**
     * Fills a text up with blanks.
     *
     * @param text a text without line breaks
     * @param cells how many it shall take
     * @param right true when the blanks stand in front of it
     * @return the text itself when it is wider
     */
    public static String pad(String text, int cells, boolean right) {
        String blanks = " ".repeat(Math.max(0, cells - of(text)));
        return right ? blanks + text : text + blanks;
    }

    /**
     * Breaks lines at blanks, so that none is broken in a word.
     *
     * @param text one or more lines
     * @param cells that a line may take; less than 20 breaks none
     * @param indent stands before what does not fit into the line it belongs to
     * @return the lines; one that begins with a longer word stays too long
     */
    public static List<String> fold(String text, int cells, String indent) {
        List<String> folded = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String rest = line;
            while (cells >= 20 && of(rest) > cells) {
                int at = lastBlank(rest, cells);
                if (at <= indent.length()) {
                    // The first word alone is too long; what follows it may fit.
                    at = rest.indexOf(' ', indent.length() + 1);
                }
                if (at < 0) {
                    break;
                }
                folded.add(rest.substring(0, at));
                rest = indent + rest.substring(at + 1);
            }
            folded.add(rest);
        }
        return folded;
    }

    /**
     * Breaks lines at blanks, and what is longer than a line wherever it is too long: no line is.
     *
     * @param text one or more lines
     * @param cells that a line may take; less than 20 breaks none
     * @param indent stands before what does not fit into the line it belongs to
     * @return the lines
     */
    public static List<String> wrap(String text, int cells, String indent) {
        List<String> wrapped = new ArrayList<>();
        for (String line : fold(text, cells, indent)) {
            String rest = line;
            while (cells >= 20 && of(rest) > cells) {
                int at = end(rest, cells);
                wrapped.add(rest.substring(0, at));
                rest = indent + rest.substring(at);
            }
            wrapped.add(rest);
        }
        return wrapped;
    }

    /** Where so many cells of a text are full. */
    private static int end(String text, int cells) {
        int used = 0;
        int at = 0;
        while (at < text.length() && used + ofCodePoint(text.codePointAt(at)) <= cells) {
            used += ofCodePoint(text.codePointAt(at));
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    /** The last blank before which no more than so many cells are taken; negative when there is none. */
    private static int lastBlank(String text, int cells) {
        int last = -1;
        for (int at = text.indexOf(' ');
                at >= 0 && of(text.substring(0, at)) <= cells;
                at = text.indexOf(' ', at + 1)) {
            last = at;
        }
        return last;
    }
}
