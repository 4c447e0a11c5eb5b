package dev.palinode.engine.sql.alter;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the CHECK constraints and foreign keys of a table are called in its clone. Their names are unique in a schema of
 * MySQL, those of foreign keys also in MariaDB, so that the clone's differ while both tables are there: a readable part, and a suffix that is made anew each time.
 *
 * @param names of the table to those of the clone
 * @param seed makes suffixes differ; the same seed makes the same ones
 */
public record ConstraintNames(Map<String, String> names, String seed) {
    private static final int MAX_NAME = 64;
    private static final int SUFFIX = 25;
    private static final int BASE = 36;
    private static final Pattern MADE = Pattern.compile("_[0-9a-z]{" + SUFFIX + "}$");

    public ConstraintNames {
        names = Map.copyOf(names);
    }

    /** A name that nobody has. */
    public static String fresh(String name, String seed) {
        UUID uuid = UUID.nameUUIDFromBytes((seed + "\n" + name).getBytes(StandardCharsets.UTF_8));
        String digits = new BigInteger(uuid.toString().replace("-", ""), 16).toString(BASE);
        String stem = stem(name);
        return stem.substring(0, Math.min(stem.length(), MAX_NAME - SUFFIX - 1)) + "_"
                + "0".repeat(SUFFIX - digits.length()) + digits;
    }

    /** The name under which an ALTER adds a constraint that is called like one that the table has. */
    public static String freshAdded(String name, String seed) {
        return fresh(name, seed + "+");
    }

    /** With those of other constraints. */
    public ConstraintNames plus(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(names);
        all.putAll(more);
        return new ConstraintNames(all, seed);
    }

    private static String stem(String name) {
        return MADE.matcher(name).replaceFirst("");
    }

    /**
     * The ALTER TABLE with the clone's names: of constraints that it drops or alters, which may be written without the
     * suffix, and of one that it adds under a name that the table has.
     */
    public String rewrite(String alter) {
        TokenCursor cursor = new TokenCursor(alter);
        List<SqlText.Edit> edits = new ArrayList<>();
        while (!cursor.atEnd()) {
            boolean existing = cursor.accept("DROP") || cursor.accept("ALTER");
            boolean named = existing && (cursor.accept("CHECK") || cursor.accept("FOREIGN", "KEY"));
            if (named || cursor.accept("CONSTRAINT")) {
                cursor.accept("IF", "EXISTS");
                name(cursor, existing).ifPresent(edits::add);
            } else if (!existing) {
                cursor.take();
            }
        }
        return SqlText.apply(alter, edits);
    }

    private Optional<SqlText.Edit> name(TokenCursor cursor, boolean existing) {
        if (cursor.atEnd() || !cursor.tokens().get(cursor.index()).isName()) {
            return Optional.empty();
        }
        Token token = cursor.tokens().get(cursor.index());
        String name = cursor.name().orElseThrow();
        boolean added = !existing && (cursor.at("CHECK") || cursor.at("FOREIGN"));
        Optional<String> other = existing ? nameOf(name) : added ? added(name) : Optional.empty();
        return other.map(to -> new SqlText.Edit(token.span(), TableName.quote(to)));
    }

    private Optional<String> nameOf(String name) {
        return first(own -> own.equalsIgnoreCase(name))
                .or(() -> first(own -> stem(own).equalsIgnoreCase(name)));
    }

    private Optional<String> first(java.util.function.Predicate<String> wanted) {
        return names.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Optional<String> added(String name) {
        boolean taken = names.entrySet().stream()
                .anyMatch(entry -> entry.getKey().equalsIgnoreCase(name)
                        && !entry.getValue().equals(entry.getKey()));
        return taken ? Optional.of(freshAdded(name, seed)) : Optional.empty();
    }
}
