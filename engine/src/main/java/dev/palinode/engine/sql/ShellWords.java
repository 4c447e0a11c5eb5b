package dev.palinode.engine.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a text into words the way a POSIX shell does: at blanks, with quotes and backslashes respected. */
public final class ShellWords {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /** The words, or empty when a quote is not closed. */
    public static Optional<List<String>> split(String text) {
        return new ShellWords(text).split();
    }

    private Optional<List<String>> split() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (Character.isWhitespace(c)) {
                endWord();
            } else {
                inWord = true;
                if (!take(c)) {
                    return Optional.empty();
                }
            }
        }
        endWord();
        return Optional.of(List.copyOf(words));
    }

    private boolean take(char c) {
        if (c == '\'' || c == '"') {
            return takeQuoted(c);
        }
        if (c == '\\') {
            if (at == text.length()) {
                return false;
            }
            word.append(text.charAt(at++));
        } else {
            word.append(c);
        }
        return true;
    }

    private boolean takeQuoted(char quote) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return true;
            }
            boolean escape = c == '\\' && quote == '"' && at < text.length();
            word.append(escape && "\\\"".indexOf(text.charAt(at)) >= 0 ? text.charAt(at++) : c);
        }
        return false;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
