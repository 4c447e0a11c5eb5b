package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One assignment of a SET.
 *
 * @param target what is set, without its scope
 * @param elsewhere whether it is nothing of the session's
 * @param once whether it holds for the next transaction only
 */
record Piece(String target, boolean elsewhere, boolean once, boolean userVariable, Value value) {
    private static final Set<String> ELSEWHERE = Set.of("GLOBAL", "PERSIST", "PERSIST_ONLY");
    private static final Set<String> SESSION = Set.of("SESSION", "LOCAL");

    /** With two signs in front of them and no scope, they are set for the next transaction. */
    private static final Set<String> OF_TRANSACTION =
            Set.of("TRANSACTION_ISOLATION", "TRANSACTION_READ_ONLY", "TX_ISOLATION", "TX_READ_ONLY");

    /** Variables that hold for one statement, or whose repetition would do something else. */
    private static final Set<String> NOT_AGAIN = Set.of(
            "INSERT_ID",
            "LAST_INSERT_ID",
            "IDENTITY",
            "GTID_NEXT",
            "RAND_SEED1",
            "RAND_SEED2",
            "PSEUDO_THREAD_ID",
            "PSEUDO_SLAVE_MODE",
            "SKIP_REPLICATION",
            "GTID_SEQ_NO",
            "SERVER_ID");

    /** The assignments of a list. */
    static List<Piece> of(String sql, List<Token> tokens) {
        List<Piece> pieces = new ArrayList<>();
        List<Token> piece = new ArrayList<>();
        int depth = 0;
        for (Token token : tokens) {
            if (depth == 0 && token.isPunctuation(sql, ',')) {
                pieces.add(one(sql, piece));
                piece.clear();
                continue;
            }
            depth += token.isPunctuation(sql, '(') ? 1 : token.isPunctuation(sql, ')') ? -1 : 0;
            piece.add(token);
        }
        pieces.add(one(sql, piece));
        return pieces;
    }

    private static Piece one(String sql, List<Token> tokens) {
        int equals = 0;
        while (equals < tokens.size() && !isAssignment(tokens.get(equals).of(sql))) {
            equals++;
        }
        boolean assigns = equals < tokens.size();
        List<Token> left = tokens.subList(0, assigns ? equals : Math.min(3, equals));
        boolean signs = !left.isEmpty() && left.get(0).kind() == Kind.SYSTEM_AT;
        int first = signs ? 1 : 0;
        boolean elsewhere = first < left.size() && isWord(sql, left.get(first), ELSEWHERE);
        String target = target(sql, left);
        return new Piece(
                target,
                elsewhere,
                signs && left.size() == 2 && OF_TRANSACTION.contains(target),
                !left.isEmpty() && left.get(0).kind() == Kind.USER_VARIABLE,
                new Value(sql, assigns ? tokens.subList(equals + 1, tokens.size()) : List.of()));
    }

    private static boolean isAssignment(String sign) {
        return sign.equals("=") || sign.equals(":=");
    }

    private static boolean isWord(String sql, Token token, Set<String> words) {
        return token.kind() == Kind.WORD && words.contains(token.of(sql).toUpperCase(Locale.ROOT));
    }

    private static String target(String sql, List<Token> tokens) {
        StringBuilder name = new StringBuilder();
        for (Token token : tokens) {
            boolean scope =
                    token.kind() == Kind.SYSTEM_AT || isWord(sql, token, SESSION) || token.isPunctuation(sql, '.');
            if (!scope) {
                name.append(name.isEmpty() ? "" : " ")
                        .append(token.of(sql).replace("`", "").toUpperCase(Locale.ROOT));
            }
        }
        return name.toString();
    }

    /** What the session holds because the assignment would not be the same another time. */
    Optional<Keep> keep() {
        if (userVariable) {
            return value.isSameForUserVariable() ? Optional.empty() : Optional.of(Keep.USER_VARIABLE);
        }
        return value.isSameForSystemVariable() && !NOT_AGAIN.contains(target)
                ? Optional.empty()
                : Optional.of(Keep.SETTING);
    }
}
