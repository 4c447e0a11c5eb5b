package dev.palinode.engine.sql.classify;

import dev.palinode.engine.sql.OwnVariable;
import dev.palinode.engine.sql.OwnVariable.Value;
import dev.palinode.engine.sql.OwnVariable.ValueKind;
import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.SqlStatement.Assignment;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a SET that assigns to our variables, alone or mixed with others. As in MySQL, a word such as GLOBAL counts for
 * the assignments that follow as well, until another such word.
 */
final class SetReader {
    private static final List<String> SESSION = List.of("SESSION", "LOCAL");
    private static final List<String> NOT_SESSION = List.of("GLOBAL", "PERSIST", "PERSIST_ONLY");
    private static final Set<String> NO_LITERALS = Set.of("NULL", "TRUE", "FALSE");

    private final String text;
    private final List<Token> tokens;
    private final List<Piece> pieces = new ArrayList<>();
    private boolean sessionScope = true;
    private boolean foreignScopeWord;

    /** One assignment of the list; ours or not. */
    private record Piece(Span span, Optional<Assignment> ours, boolean broken) {}

    private SetReader(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static Optional<SqlStatement> read(String text, List<Token> tokens) {
        TokenCursor cursor = new TokenCursor(text, tokens);
        return cursor.accept("SET") && !cursor.at("STATEMENT")
                ? new SetReader(text, tokens).read(cursor)
                : Optional.empty();
    }

    private Optional<SqlStatement> read(TokenCursor cursor) {
        while (!cursor.atEnd()) {
            List<Token> piece = pieceAt(cursor);
            if (!piece.isEmpty()) {
                pieces.add(read(piece));
            }
        }
        Optional<Piece> broken = pieces.stream().filter(Piece::broken).findFirst();
        if (broken.isPresent()) {
            return Optional.of(cursor.malformed(broken.get().span().start(), "SET <variable> = '<value>'"));
        }
        List<Assignment> ours =
                pieces.stream().flatMap(piece -> piece.ours().stream()).toList();
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        boolean mixed = ours.size() < pieces.size();
        if (mixed && (foreignScopeWord || hasCodeComment())) {
            return Optional.of(cursor.malformed(
                    ours.get(0).span().start(),
                    "SET " + ours.get(0).variable().sql() + " = '<value>' in a statement of its own"));
        }
        return Optional.of(
                new SqlStatement.SetVariables(text, ours, mixed ? Optional.of(remainder()) : Optional.empty()));
    }

    /** The tokens up to the next comma outside parentheses; the comma is taken as well. */
    private static List<Token> pieceAt(TokenCursor cursor) {
        List<Token> piece = new ArrayList<>();
        int depth = 0;
        while (!cursor.atEnd()) {
            if (depth == 0 && cursor.acceptSign(',')) {
                return piece;
            }
            depth += cursor.atSign('(') ? 1 : cursor.atSign(')') ? -1 : 0;
            piece.add(cursor.take());
        }
        return piece;
    }

    private Piece read(List<Token> piece) {
        Span span = new Span(piece.get(0).start(), piece.get(piece.size() - 1).end());
        TokenCursor cursor = new TokenCursor(text, piece);
        boolean session = scope(cursor);
        Optional<OwnVariable> variable = target(cursor);
        if (variable.isEmpty()) {
            return new Piece(span, Optional.empty(), false);
        }
        boolean assigns = cursor.acceptSign('=') || acceptColonEquals(cursor);
        if (!assigns || cursor.atEnd()) {
            return new Piece(span, Optional.empty(), true);
        }
        boolean ofSession = session && ofSession(piece);
        return new Piece(span, Optional.of(new Assignment(variable.get(), ofSession, value(cursor), span)), false);
    }

    private boolean scope(TokenCursor cursor) {
        if (cursor.atAny(SESSION)) {
            cursor.take();
            sessionScope = true;
        } else if (cursor.atAny(NOT_SESSION)) {
            cursor.take();
            sessionScope = false;
            foreignScopeWord = true;
        } else if (cursor.atKind(Kind.SYSTEM_AT)) {
            return true;
        }
        return sessionScope;
    }

    /** Our variable at the left of the assignment, with or without the two signs and a scope. */
    private static Optional<OwnVariable> target(TokenCursor cursor) {
        boolean signs = cursor.atKind(Kind.SYSTEM_AT);
        if (signs) {
            cursor.take();
        }
        Optional<String> name = cursor.name();
        if (signs && cursor.acceptSign('.')) {
            name = cursor.name();
        }
        return name.flatMap(OwnVariable::named);
    }

    private boolean ofSession(List<Token> piece) {
        return !piece.get(0).kind().equals(Kind.SYSTEM_AT)
                || !piece.get(2).isPunctuation(text, '.')
                || SESSION.contains(SqlText.unquote(piece.get(1).of(text)).toUpperCase(Locale.ROOT));
    }

    private boolean acceptColonEquals(TokenCursor cursor) {
        if (cursor.atKind(Kind.PUNCTUATION) && cursor.current().equals(":=")) {
            cursor.take();
            return true;
        }
        return false;
    }

    private Value value(TokenCursor cursor) {
        String written = text.substring(
                cursor.offset(), cursor.tokens().get(cursor.tokens().size() - 1).end());
        if (cursor.at("DEFAULT") && cursor.isLast()) {
            return new Value(ValueKind.DEFAULT, written);
        }
        StringBuilder literal = new StringBuilder();
        Optional<String> part = cursor.string();
        while (part.isPresent()) {
            literal.append(part.get());
            part = cursor.string();
            if (part.isEmpty() && cursor.atEnd()) {
                return new Value(ValueKind.LITERAL, literal.toString());
            }
        }
        boolean word =
                literal.isEmpty() && !cursor.atEnd() && NO_LITERALS.stream().noneMatch(cursor::at);
        Optional<String> bare = word ? cursor.name() : Optional.empty();
        return bare.isPresent() && cursor.atEnd()
                ? new Value(ValueKind.LITERAL, bare.get())
                : new Value(ValueKind.EXPRESSION, written);
    }

    private boolean hasCodeComment() {
        return tokens.stream().anyMatch(token -> token.kind() == Kind.CODE_OPEN);
    }

    /** Cuts our assignments out, each with the comma that joins it to what stays. */
    private SqlStatement.ReadVariables remainder() {
        List<SqlText.Edit> cuts = new ArrayList<>();
        boolean kept = false;
        for (int i = 0; i < pieces.size(); i++) {
            Span span = pieces.get(i).span();
            if (pieces.get(i).ours().isEmpty()) {
                kept = true;
            } else if (kept) {
                cuts.add(new SqlText.Edit(new Span(pieces.get(i - 1).span().end(), span.end()), ""));
            } else {
                cuts.add(new SqlText.Edit(
                        new Span(span.start(), pieces.get(i + 1).span().start()), ""));
            }
        }
        String rest = SqlText.apply(text, cuts);
        return new SqlStatement.ReadVariables(rest, VariableReader.uses(rest, SqlLexer.tokens(rest)));
    }
}
