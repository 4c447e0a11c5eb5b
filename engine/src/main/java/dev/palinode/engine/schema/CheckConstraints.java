package dev.palinode.engine.schema;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.alter.ConstraintNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings the names of CHECK constraints to a table that was made by CREATE TABLE … LIKE, which in MySQL loses them. */
public final class CheckConstraints {
    private final TableDef source;
    private final String seed;
    private final Map<Check, Check> pairs = new LinkedHashMap<>();

    /** The clause is the text from the word CHECK on. */
    private record Check(String name, String clause) {}

    /**
     * Relates the constraints of both.
     *
     * @param clone the table that was made like the source
     * @param seed the migration, for new names
     */
    public CheckConstraints(TableDef source, TableDef clone, String seed) {
        this.source = source;
        this.seed = seed;
        List<Check> left = read(clone.createStatement());
        for (Check check : read(source.createStatement())) {
            Optional<Check> other = left.stream()
                    .filter(one -> one.clause().equals(check.clause()))
                    .findFirst();
            other.ifPresent(left::remove);
            other.ifPresent(one -> pairs.put(check, one));
        }
    }

    /** The constraints in the text of SHOW CREATE TABLE. */
    private static List<Check> read(String definition) {
        List<Check> found = new ArrayList<>();
        TokenCursor cursor = new TokenCursor(definition);
        while (!cursor.atEnd()) {
            if (!cursor.accept("CONSTRAINT")) {
                cursor.take();
                continue;
            }
            Optional<String> name = cursor.name();
            int start = cursor.offset();
            if (name.isPresent() && cursor.accept("CHECK")) {
                skipBrackets(cursor);
                String clause = definition.substring(start, cursor.offsetBehind());
                found.add(new Check(name.get(), clause + (cursor.accept("NOT", "ENFORCED") ? " NOT ENFORCED" : "")));
            }
        }
        return found;
    }

    private static void skipBrackets(TokenCursor cursor) {
        int depth = 0;
        do {
            depth += cursor.atSign('(') ? 1 : cursor.atSign(')') ? -1 : 0;
            cursor.take();
        } while (depth > 0 && !cursor.atEnd());
    }

    /** What gives the clone's constraints names like the source's; empty where they have them, or nobody gave any. */
    public Optional<String> renaming(TableName clone) {
        String clauses = pairs.entrySet().stream()
                .filter(pair -> isLost(pair.getKey(), pair.getValue()))
                .map(pair -> "DROP CHECK " + TableName.quote(pair.getValue().name()) + ", ADD CONSTRAINT "
                        + TableName.quote(fresh(pair.getKey())) + " "
                        + pair.getKey().clause())
                .collect(Collectors.joining(", "));
        return clauses.isEmpty() ? Optional.empty() : Optional.of("ALTER TABLE " + clone.quoted() + " " + clauses);
    }

    /** The names after that. */
    public ConstraintNames names() {
        Map<String, String> names = new LinkedHashMap<>();
        pairs.forEach((own, other) -> names.put(own.name(), isLost(own, other) ? fresh(own) : other.name()));
        return new ConstraintNames(names, seed);
    }

    private String fresh(Check check) {
        return ConstraintNames.fresh(check.name(), seed);
    }

    /** A name that the server made it will make again, for the clone under its own name. */
    private boolean isLost(Check own, Check other) {
        String made = source.name().table() + "_chk_";
        return !own.name().equals(other.name())
                && !(own.name().startsWith(made)
                        && own.name().substring(made.length()).matches("\\d+"));
    }
}
