package dev.palinode.engine.sql.cluster;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.sql.TokenCursor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SHOW of keyspaces, shards, tablets or replicas.
 *
 * @param subject its second word, in capitals
 * @param like the pattern
 * @param where the condition as written
 */
public record ShowCluster(String subject, Optional<String> like, Optional<String> where) {
    /**
     * Reads a statement that begins with SHOW.
     *
     * @throws EngineFault if something else than LIKE or WHERE follows
     */
    public static ShowCluster parse(String statement) {
        TokenCursor cursor = new TokenCursor(statement);
        cursor.take();
        String subject = cursor.current().toUpperCase(Locale.ROOT);
        cursor.take();
        Optional<String> like = cursor.accept("LIKE") ? cursor.string() : Optional.empty();
        Optional<String> where = Optional.empty();
        if (like.isEmpty() && cursor.accept("WHERE") && !cursor.atEnd()) {
            where = Optional.of(statement.substring(cursor.offset()));
        } else if (!cursor.atEnd()) {
            throw new EngineFault(
                    EngineFault.Kind.SYNTAX,
                    cursor.malformed("SHOW " + subject + " [LIKE 'pattern' | WHERE condition]")
                            .message());
        }
        return new ShowCluster(subject, like, where);
    }

    /** Whether a text fits the LIKE pattern, if there is one; letter case does not matter. */
    public boolean fits(String text) {
        return like.isEmpty() || pattern(like.get()).matcher(text).matches();
    }

    private static Pattern pattern(String like) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
            } else if (c == '%') {
                regex.append(".*");
            } else {
                regex.append(c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
