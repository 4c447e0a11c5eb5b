package dev.palinode.shell.input;

import dev.palinode.shell.input.Statement.Ending;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Cuts lines into statements. A statement ends at the delimiter (a semicolon until {@code DELIMITER} sets another), at
 * {@code \g} or at {@code \G}, unless these stand in quotes or in a comment; {@code \c} drops what was typed. A line that is
 * a command of the shell needs no delimiter. Used by one thread.
 *
 * <p>Backslash escapes the next character within {@code '} and {@code "} whatever the server's sql_mode says.
 */
public final class StatementReader {
    private static final String DELIMITER_WORD = "delimiter";

    /** Where the scan stands; the sign is what the prompt shows while it waits for the rest. */
    private enum Place {
        CODE("-"),
        SINGLE("'"),
        DOUBLE("\""),
        BACKTICK("`"),
        COMMENT("*");

        private final String sign;

        Place(String sign) {
            this.sign = sign;
        }
    }

    private final Predicate<String> isCommand;
    private final Predicate<String> wantsLine;
    private final Queue<Statement> ready = new ArrayDeque<>();
    private final StringBuilder pending = new StringBuilder();
    private String delimiter = ";";
    private Place place = Place.CODE;
    private boolean substance;
    private int open;
    private int lineNumber;
    private int startLine;

    /**
     * Starts with nothing read.
     *
     * @param isCommand tells whether a text is a command that needs no delimiter
     */
    public StatementReader(Predicate<String> isCommand) {
        this(isCommand, line -> false);
    }

    /**
     * Starts with nothing read.
     *
     * @param isCommand tells whether a text is a command that needs no delimiter
     * @param wantsLine tells of a command whether it goes on to the end of its line, whatever delimiters are in it
     */
    public StatementReader(Predicate<String> isCommand, Predicate<String> wantsLine) {
        this.isCommand = isCommand;
        this.wantsLine = wantsLine;
    }

    /**
     * Another reader in the same state of mind, to try a text on.
     *
     * @return a reader with this one's commands and delimiter and nothing read
     */
    StatementReader fresh() {
        StatementReader copy = new StatementReader(isCommand, wantsLine);
        copy.delimiter = delimiter;
        return copy;
    }

    /**
     * Takes some lines.
     *
     * @param text one or more lines, the last one without its line break
     * @return this
     */
    public StatementReader feed(String text) {
        for (String line : text.split("\r?\n", -1)) {
            line(line);
        }
        return this;
    }

    /**
     * The next complete statement.
     *
     * @return empty when more lines are needed
     */
    public Optional<Statement> next() {
        return Optional.ofNullable(ready.poll());
    }

    /**
     * Ends the input.
     *
     * @return the statement that was not ended by a delimiter, if there is one
     */
    public Optional<Statement> end() {
        if (substance) {
            emit(Ending.INPUT);
        }
        clear();
        return next();
    }

    /**
     * Tells whether a statement has begun and not ended.
     *
     * @return true within a statement, a quoted text or a comment
     */
    public boolean unfinished() {
        return substance || place != Place.CODE;
    }

    /**
     * What the input waits in.
     *
     * @return the opening quote, an asterisk within a comment, a bracket that is not closed, else a dash
     */
    String waitingIn() {
        return place == Place.CODE && open > 0 ? "(" : place.sign;
    }

    /** Forgets what was begun. */
    public void clear() {
        pending.setLength(0);
        place = Place.CODE;
        substance = false;
        open = 0;
    }

    private void line(String line) {
        lineNumber++;
        int at = 0;
        while (at < line.length()) {
            if (!unfinished()) {
                int after = special(line, at);
                if (after > at) {
                    at = after;
                    continue;
                }
            }
            at = place == Place.CODE ? code(line, at) : inside(line, at);
        }
        if (pending.length() > 0) {
            pending.append('\n');
        }
    }

    /** Takes a command or a change of the delimiter; returns where the line goes on, or the same place for neither. */
    private int special(String line, int from) {
        String rest = line.substring(from);
        String bare = rest.strip();
        int word = startsWithWord(bare, DELIMITER_WORD)
                ? DELIMITER_WORD.length()
                : bare.equals("\\d") || bare.startsWith("\\d ") ? 2 : 0;
        if (word > 0 && !isCommand.test(bare)) {
            String wanted = bare.substring(word).strip();
            int blank = wanted.indexOf(' ');
            delimiter = wanted.isEmpty() ? ";" : blank < 0 ? wanted : wanted.substring(0, blank);
            clear();
            return line.length();
        }
        String whole = bare.endsWith(delimiter)
                ? bare.substring(0, bare.length() - delimiter.length()).strip()
                : bare;
        if (isCommand.test(whole) && wantsLine.test(whole)) {
            ready.add(new Statement(whole, Ending.COMMAND, lineNumber));
            clear();
            return line.length();
        }
        int end = rest.indexOf(delimiter);
        String candidate = end < 0 ? rest : rest.substring(0, end);
        if (!isCommand.test(candidate.strip())) {
            return from;
        }
        ready.add(new Statement(candidate.strip(), Ending.COMMAND, lineNumber));
        clear();
        return end < 0 ? line.length() : from + end + delimiter.length();
    }

    private static boolean startsWithWord(String text, String word) {
        return text.toLowerCase(Locale.ROOT).startsWith(word)
                && (text.length() == word.length() || Character.isWhitespace(text.charAt(word.length())));
    }

    /** Takes one step outside of quotes and comments; returns where the next begins. */
    private int code(String line, int at) {
        if (line.startsWith(delimiter, at)) {
            emit(Ending.DELIMITER);
            return at + delimiter.length();
        }
        char c = line.charAt(at);
        if (c == '\\' && at + 1 < line.length()) {
            switch (line.charAt(at + 1)) {
                case 'G' -> emit(Ending.VERTICAL);
                case 'g' -> emit(Ending.DELIMITER);
                case 'c' -> clear();
                default -> {
                    return take(line, at, 2);
                }
            }
            return at + 2;
        }
        if (c == '#' || startsLineComment(line, at)) {
            pending.append(line, at, line.length());
            return line.length();
        }
        if (line.startsWith("/*", at)) {
            place = Place.COMMENT;
            // What is in a comment of this kind is executed.
            boolean executed = line.startsWith("!", at + 2) || line.startsWith("M!", at + 2);
            if (executed) {
                return take(line, at, 3);
            }
            pending.append("/*");
            return at + 2;
        }
        place = opened(c);
        open = Math.max(0, open + (c == '(' ? 1 : c == ')' ? -1 : 0));
        return take(line, at, 1);
    }

    private static boolean startsLineComment(String line, int at) {
        return line.startsWith("--", at) && (at + 2 == line.length() || line.charAt(at + 2) <= ' ');
    }

    private static Place opened(char c) {
        return switch (c) {
            case '\'' -> Place.SINGLE;
            case '"' -> Place.DOUBLE;
            case '`' -> Place.BACKTICK;
            default -> Place.CODE;
        };
    }

    /** Takes one step within quotes or a comment; returns where the next begins. */
    private int inside(String line, int at) {
        if (place == Place.COMMENT) {
            int end = line.indexOf("*/", at);
            pending.append(line, at, end < 0 ? line.length() : end + 2);
            place = end < 0 ? Place.COMMENT : Place.CODE;
            return end < 0 ? line.length() : end + 2;
        }
        char c = line.charAt(at);
        if (c == '\\' && place != Place.BACKTICK) {
            return take(line, at, 2);
        }
        if (opened(c) == place) {
            place = Place.CODE;
        }
        return take(line, at, 1);
    }

    private int take(String line, int at, int length) {
        int end = Math.min(line.length(), at + length);
        if (!substance && !line.substring(at, end).isBlank()) {
            substance = true;
            startLine = lineNumber;
        }
        pending.append(line, at, end);
        return end;
    }

    private void emit(Ending ending) {
        if (substance) {
            ready.add(new Statement(pending.toString().strip(), ending, startLine));
        }
        clear();
    }
}
