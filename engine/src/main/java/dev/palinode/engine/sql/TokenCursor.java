package dev.palinode.engine.sql;

import dev.palinode.engine.sql.Token.Kind;
import java.util.List;
import java.util.Optional;

/** Reads the significant tokens of one statement from left to right. */
public final class TokenCursor {
    private static final int NEAR_LENGTH = 80;

    private final String text;
    private final List<Token> tokens;
    private int at;

    /** Over the tokens of a statement. */
    public TokenCursor(String text) {
        this(text, SqlLexer.tokens(text));
    }

    /** Over tokens that were read before. */
    public TokenCursor(String text, List<Token> tokens) {
        this.text = text;
        this.tokens =
                tokens.stream().filter(token -> token.kind().isSignificant()).toList();
    }

    /** The statement's text. */
    public String text() {
        return text;
    }

    /** The significant tokens. */
    public List<Token> tokens() {
        return tokens;
    }

    /** The number of the current token, from 0. */
    public int index() {
        return at;
    }

    /** Whether all tokens are taken. */
    public boolean atEnd() {
        return at >= tokens.size();
    }

    /** Whether one token is left. */
    public boolean isLast() {
        return at == tokens.size() - 1;
    }

    /** Where the current token begins, or the end of the text. */
    public int offset() {
        return atEnd() ? text.length() : tokens.get(at).start();
    }

    /** Where the token before the current one ended. */
    public int offsetBehind() {
        return at == 0 ? 0 : tokens.get(at - 1).end();
    }

    /** The current token; goes to the next. */
    public Token take() {
        return tokens.get(at++);
    }

    /** The text of the current token, or nothing at the end. */
    public String current() {
        return atEnd() ? "" : tokens.get(at).of(text);
    }

    /** Whether these words come next. */
    public boolean at(String... words) {
        if (at + words.length > tokens.size()) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!tokens.get(at + i).isWord(text, words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of these words comes next. */
    public boolean atAny(Iterable<String> words) {
        for (String word : words) {
            if (at(word)) {
                return true;
            }
        }
        return false;
    }

    /** Goes behind these words if they come next. */
    public boolean accept(String... words) {
        if (!at(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    /** Whether this sign comes next. */
    public boolean atSign(char sign) {
        return !atEnd() && tokens.get(at).isPunctuation(text, sign);
    }

    /** Whether this sign comes after the current token. */
    public boolean isFollowedBy(char sign) {
        return at + 1 < tokens.size() && tokens.get(at + 1).isPunctuation(text, sign);
    }

    /** Goes behind this sign if it comes next. */
    public boolean acceptSign(char sign) {
        if (!atSign(sign)) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether a token of this kind comes next. */
    public boolean atKind(Kind kind) {
        return !atEnd() && tokens.get(at).kind() == kind;
    }

    /** The next token as an identifier, unquoted. */
    public Optional<String> name() {
        if (atEnd() || !tokens.get(at).isName()) {
            return Optional.empty();
        }
        return Optional.of(SqlText.unquote(take().of(text)));
    }

    /** The next token as a string literal, unquoted. */
    public Optional<String> string() {
        if (atEnd() || !tokens.get(at).isText()) {
            return Optional.empty();
        }
        return Optional.of(SqlText.unquote(take().of(text)));
    }

    /** A table's name, with or without a schema; reads nothing when there is none. */
    public Optional<SqlStatement.NameRef> tableName() {
        int back = at;
        int start = offset();
        Optional<String> first = name();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        if (!acceptSign('.')) {
            return Optional.of(
                    new SqlStatement.NameRef(Optional.empty(), first.get(), new Span(start, offsetBehind())));
        }
        Optional<String> second = name();
        if (second.isEmpty()) {
            at = back;
        }
        return second.map(table -> new SqlStatement.NameRef(first, table, new Span(start, offsetBehind())));
    }

    /** MySQL's words for a text that cannot be read, with what would have been right. */
    public SqlStatement.Malformed malformed(String expected) {
        return malformed(offset(), expected);
    }

    /** MySQL's words for a text that cannot be read from an offset on. */
    public SqlStatement.Malformed malformed(int offset, String expected) {
        String rest = text.substring(offset);
        String near = rest.length() > NEAR_LENGTH ? rest.substring(0, NEAR_LENGTH) : rest;
        long line = 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
        return new SqlStatement.Malformed(
                text,
                "You have an error in your SQL syntax; expected " + expected + ", near '" + near + "' at line " + line);
    }
}
