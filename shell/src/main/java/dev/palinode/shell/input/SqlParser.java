package dev.palinode.shell.input;

import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine when a statement is complete, and which word the cursor is in. */
final class SqlParser implements Parser {
    private final Supplier<StatementReader> readers;

    SqlParser(Supplier<StatementReader> readers) {
        this.readers = readers;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE || context == ParseContext.SECONDARY_PROMPT) {
            StatementReader reader = readers.get().feed(line);
            if (reader.unfinished()) {
                throw new EOFError(-1, -1, "The statement goes on", reader.waitingIn());
            }
        }
        return new Word(
                line,
                cursor,
                CursorPlace.at(line.substring(0, Math.min(cursor, line.length())))
                        .word());
    }

    /** The word before the cursor, as the only word of its line. */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
