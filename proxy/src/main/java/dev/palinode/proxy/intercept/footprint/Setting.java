package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A SET of the session that can be made again in another one, to the same effect.
 *
 * @param sql its text
 * @param targets what it sets; two of the same name are the same variable
 * @param literal whether all values are literals, so that it says the same whatever was set before
 */
public record Setting(String sql, Set<String> targets, boolean literal) {
    private static final Set<String> ELSEWHERE = Set.of("GLOBAL", "PERSIST", "PERSIST_ONLY");
    private static final Set<String> SESSION = Set.of("SESSION", "LOCAL");

    /** Variables that hold for one statement, or whose repetition would do something else. */
    private static final Set<String> NOT_AGAIN = Set.of(
            "INSERT_ID",
            "LAST_INSERT_ID",
            "GTID_NEXT",
            "RAND_SEED1",
            "RAND_SEED2",
            "PSEUDO_THREAD_ID",
            "PSEUDO_SLAVE_MODE",
            "SKIP_REPLICATION",
            "GTID_SEQ_NO",
            "SERVER_ID");

    public Setting {
        targets = Set.copyOf(targets);
    }

    /** Reads a SET that has succeeded. */
    static void read(String sql, Footprints.Keeper keeper) {
        TokenCursor cursor = new TokenCursor(sql);
        cursor.accept("SET");
        if (cursor.at("STATEMENT") || cursor.at("PASSWORD") || cursor.at("DEFAULT", "ROLE")) {
            return;
        }
        List<Token> tokens =
                cursor.tokens().subList(cursor.index(), cursor.tokens().size());
        List<List<Token>> pieces = pieces(sql, tokens);
        boolean elsewhere = tokens.stream().anyMatch(token -> isWord(sql, token, ELSEWHERE));
        if (elsewhere) {
            if (pieces.size() > 1) {
                keeper.holds(Keep.SETTING);
            }
            return;
        }
        Set<String> targets = new HashSet<>();
        boolean literal = true;
        for (List<Token> piece : pieces) {
            Piece read = Piece.of(sql, piece);
            if (read.keep().isPresent()) {
                keeper.holds(read.keep().get());
                return;
            }
            targets.add(read.target());
            literal &= read.literal();
        }
        Setting setting = new Setting(sql, targets, literal);
        if (cursor.at("TRANSACTION")) {
            keeper.setForNextTransaction(setting);
        } else {
            keeper.set(setting);
        }
    }

    private static boolean isWord(String sql, Token token, Set<String> words) {
        return token.kind() == Kind.WORD && words.contains(token.of(sql).toUpperCase(Locale.ROOT));
    }

    private static List<List<Token>> pieces(String sql, List<Token> tokens) {
        List<List<Token>> pieces = new ArrayList<>();
        List<Token> piece = new ArrayList<>();
        int depth = 0;
        for (Token token : tokens) {
            if (depth == 0 && token.isPunctuation(sql, ',')) {
                pieces.add(piece);
                piece = new ArrayList<>();
                continue;
            }
            depth += token.isPunctuation(sql, '(') ? 1 : token.isPunctuation(sql, ')') ? -1 : 0;
            piece.add(token);
        }
        pieces.add(piece);
        return pieces;
    }

    /** One assignment of the list. */
    private record Piece(String target, boolean literal, Optional<Keep> keep) {
        static Piece of(String sql, List<Token> tokens) {
            int equals = 0;
            while (equals < tokens.size() && !isAssignment(tokens.get(equals).of(sql))) {
                equals++;
            }
            boolean assigns = equals < tokens.size();
            String target = target(sql, tokens.subList(0, assigns ? equals : Math.min(3, equals)));
            List<Token> value = assigns ? tokens.subList(equals + 1, tokens.size()) : List.of();
            boolean userVariable = !tokens.isEmpty() && tokens.get(0).kind() == Kind.USER_VARIABLE;
            return new Piece(target, isLiteral(sql, value), keep(sql, target, value, userVariable));
        }

        private static boolean isAssignment(String sign) {
            return sign.equals("=") || sign.equals(":=");
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

        private static boolean isLiteral(String sql, List<Token> value) {
            return value.stream()
                    .allMatch(token -> token.kind() != Kind.USER_VARIABLE
                            && token.kind() != Kind.SYSTEM_AT
                            && !token.isPunctuation(sql, '('));
        }

        /** Functions in a user variable's value may say something else each time; a query may do so anywhere. */
        private static Optional<Keep> keep(String sql, String target, List<Token> value, boolean userVariable) {
            boolean asks = value.stream()
                    .anyMatch(token -> token.isWord(sql, "SELECT") || (userVariable && token.isPunctuation(sql, '(')));
            if (asks) {
                return Optional.of(userVariable ? Keep.USER_VARIABLE : Keep.SETTING);
            }
            return NOT_AGAIN.contains(target) ? Optional.of(Keep.SETTING) : Optional.empty();
        }
    }
}
