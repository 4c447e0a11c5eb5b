package dev.palinode.engine.sql.classify;

import dev.palinode.engine.sql.OwnVariable;
import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds where a statement reads one of our variables outside strings and comments. */
final class VariableReader {
    private static final Set<String> SESSION_SCOPES = Set.of("SESSION", "LOCAL");
    private static final Set<String> SELECT_MODIFIERS = Set.of(
            "SELECT",
            "DISTINCT",
            "DISTINCTROW",
            "ALL",
            "HIGH_PRIORITY",
            "STRAIGHT_JOIN",
            "SQL_NO_CACHE",
            "SQL_CACHE",
            "SQL_SMALL_RESULT",
            "SQL_BIG_RESULT",
            "SQL_BUFFER_RESULT",
            "SQL_CALC_FOUND_ROWS");
    private static final Set<String> LIST_ENDS = Set.of(
            "FROM",
            "INTO",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "FOR",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "WINDOW",
            "PROCEDURE",
            "LOCK");

    private final String text;
    private final List<Token> tokens;

    private VariableReader(String text, List<Token> tokens) {
        this.text = text;
        this.tokens =
                tokens.stream().filter(token -> token.kind().isSignificant()).toList();
    }

    static List<SqlStatement.VariableUse> uses(String text, List<Token> tokens) {
        return new VariableReader(text, tokens).uses();
    }

    private List<SqlStatement.VariableUse> uses() {
        List<SqlStatement.VariableUse> uses = new ArrayList<>();
        Deque<Boolean> outer = new ArrayDeque<>();
        boolean inSelectList = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isPunctuation(text, '(')) {
                outer.push(inSelectList);
                inSelectList = false;
            } else if (token.isPunctuation(text, ')')) {
                inSelectList = !outer.isEmpty() && outer.pop();
            } else if (token.isWord(text, "SELECT")) {
                inSelectList = true;
            } else if (isWordOf(token, LIST_ENDS)) {
                inSelectList = false;
            } else if (token.kind() == Kind.SYSTEM_AT) {
                boolean listed = inSelectList;
                int first = i;
                useAt(first, listed).ifPresent(uses::add);
            }
        }
        return uses;
    }

    private Optional<SqlStatement.VariableUse> useAt(int at, boolean inSelectList) {
        int last = at + 1;
        if (last >= tokens.size() || !tokens.get(last).isName()) {
            return Optional.empty();
        }
        boolean session = true;
        String name = SqlText.unquote(tokens.get(last).of(text));
        if (last + 2 < tokens.size()
                && tokens.get(last + 1).isPunctuation(text, '.')
                && tokens.get(last + 2).isName()) {
            session = SESSION_SCOPES.contains(name.toUpperCase(Locale.ROOT));
            last += 2;
            name = SqlText.unquote(tokens.get(last).of(text));
        }
        boolean column = inSelectList && beginsColumn(at) && endsColumn(last);
        Span span = new Span(tokens.get(at).start(), tokens.get(last).end());
        boolean ofSession = session;
        return OwnVariable.named(name).map(variable -> new SqlStatement.VariableUse(variable, ofSession, span, column));
    }

    private boolean beginsColumn(int at) {
        Token before = tokens.get(at - 1);
        return before.isPunctuation(text, ',') || isWordOf(before, SELECT_MODIFIERS);
    }

    private boolean endsColumn(int last) {
        if (last + 1 == tokens.size()) {
            return true;
        }
        Token after = tokens.get(last + 1);
        return after.isPunctuation(text, ',') || after.isPunctuation(text, ')') || isWordOf(after, LIST_ENDS);
    }

    private boolean isWordOf(Token token, Set<String> words) {
        return words.stream().anyMatch(word -> token.isWord(text, word));
    }
}
