package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The clause ALGORITHM of an ALTER TABLE. */
final class AlterText {
    private static final String INSTANT = ", ALGORITHM=INSTANT";
    private static final Set<String> ALGORITHMS = Set.of("INSTANT", "INPLACE", "NOCOPY", "COPY", "DEFAULT");

    private AlterText() {}

    /** The same with ALGORITHM=INSTANT; empty if it names another algorithm. */
    static Optional<String> instant(String alter) {
        List<Token> tokens = new TokenCursor(alter).tokens();
        for (int i = 0; i < tokens.size(); i++) {
            Optional<Token> value = algorithm(alter, tokens, i);
            if (value.isPresent()) {
                return value.get().isWord(alter, "INSTANT") ? Optional.of(alter) : Optional.empty();
            }
        }
        int last = tokens.size() - 1;
        while (last > 0 && tokens.get(last).isPunctuation(alter, ';')) {
            last--;
        }
        return last < 0
                ? Optional.empty()
                : Optional.of(alter.substring(0, tokens.get(last).end()) + INSTANT);
    }

    /** Whether it names an algorithm or a lock; a column of such a name is taken for that. */
    static boolean saysHow(String alter) {
        return new TokenCursor(alter)
                .tokens().stream().anyMatch(token -> token.isWord(alter, "ALGORITHM") || token.isWord(alter, "LOCK"));
    }

    /** What {@link #instant} was made of. */
    static String asWritten(String instant) {
        return instant.endsWith(INSTANT) ? instant.substring(0, instant.length() - INSTANT.length()) : instant;
    }

    /** The value of the option, if it begins there; a column may have its name. */
    private static Optional<Token> algorithm(String alter, List<Token> tokens, int at) {
        if (!tokens.get(at).isWord(alter, "ALGORITHM") || at + 1 >= tokens.size()) {
            return Optional.empty();
        }
        boolean sign = tokens.get(at + 1).isPunctuation(alter, '=');
        int value = sign ? at + 2 : at + 1;
        return value < tokens.size()
                        && ALGORITHMS.stream()
                                .anyMatch(word -> tokens.get(value).isWord(alter, word))
                ? Optional.of(tokens.get(value))
                : Optional.empty();
    }
}
