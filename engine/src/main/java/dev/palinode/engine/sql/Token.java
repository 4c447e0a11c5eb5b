package dev.palinode.engine.sql;

/**
 * One piece of a SQL text. The tokens of a text tile it: each begins where the one before ended.
 *
 * @param kind what it is
 * @param start the first UTF-16 unit
 * @param end behind the last unit
 */
public record Token(Kind kind, int start, int end) {

    /** What a token is. */
    public enum Kind {
        /** A keyword or an unquoted identifier. */
        WORD,
        /** An identifier in backquotes. */
        QUOTED_NAME,
        /** Text in double quotes: a string, or an identifier under the SQL mode ANSI_QUOTES. */
        DOUBLE_QUOTED,
        /** Text in single quotes. */
        STRING,
        NUMBER,
        /** {@code @name}, also with a quoted name. */
        USER_VARIABLE,
        /** The two signs in front of the name of a system variable. */
        SYSTEM_AT,
        /** Any other sign; {@code :=} is one. */
        PUNCTUATION,
        SPACE,
        COMMENT,
        /** A comment that holds optimizer hints. */
        HINT,
        /** The beginning of a comment whose content is code, with its version: {@code /*!80023}. */
        CODE_OPEN,
        /** The end of such a comment. */
        CODE_CLOSE;

        /** Whether the token has a meaning in the grammar, as opposed to standing between such tokens. */
        public boolean isSignificant() {
            return switch (this) {
                case WORD, QUOTED_NAME, DOUBLE_QUOTED, STRING, NUMBER, USER_VARIABLE, SYSTEM_AT, PUNCTUATION -> true;
                case SPACE, COMMENT, HINT, CODE_OPEN, CODE_CLOSE -> false;
            };
        }
    }

    /** The token's own text. */
    public String of(String text) {
        return text.substring(start, end);
    }

    /** Its place. */
    public Span span() {
        return new Span(start, end);
    }

    /** Whether it is this sign. */
    public boolean isPunctuation(String text, char sign) {
        return kind == Kind.PUNCTUATION && end - start == 1 && text.charAt(start) == sign;
    }

    /** Whether it is this word, unquoted, in any case of letters. */
    public boolean isWord(String text, String word) {
        return kind == Kind.WORD
                && end - start == word.length()
                && text.regionMatches(true, start, word, 0, end - start);
    }

    /** Whether it can be an identifier. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME || kind == Kind.DOUBLE_QUOTED;
    }

    boolean isText() {
        return kind == Kind.STRING || kind == Kind.DOUBLE_QUOTED;
    }
}
