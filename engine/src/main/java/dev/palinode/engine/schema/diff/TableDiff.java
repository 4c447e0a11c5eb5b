package dev.palinode.engine.schema.diff;

import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableText.Part;
import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The ALTER TABLE that makes a table what another one is. Both are described by the same server, so that defaults,
 * charsets and the names of keys are spelled alike, and what is written alike is alike. No difference are: the order of
 * keys, the names of CHECK constraints (an online ALTER gives them new ones) and of foreign keys, a lower AUTO_INCREMENT.
 */
public final class TableDiff {
    private final TableDef from;
    private final TableDef to;
    private final TableText before;
    private final TableText after;
    private final Map<String, String> renames;
    private final List<String> clauses = new ArrayList<>();

    private TableDiff(TableDef from, TableDef to, Map<String, String> renames) {
        this.from = from;
        this.to = to;
        this.before = TableTextReader.read(from);
        this.after = TableTextReader.read(to);
        this.renames = ColumnDiff.meant(before, after, renames);
    }

    /**
     * The statement, or empty when the tables are alike.
     *
     * @param from the table that is there
     * @param to the table that is wanted, under any name
     * @param renames columns that are to get another name: old name to new name
     * @throws IllegalArgumentException if a table has something that cannot be declared, such as a period; the message
     *     says what
     */
    public static Optional<String> alter(TableDef from, TableDef to, Map<String, String> renames) {
        List<String> clauses = new TableDiff(from, to, renames).clauses();
        return clauses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "ALTER TABLE " + TableText.quoted(from.name().table()) + " " + String.join(", ", clauses));
    }

    /**
     * A CREATE TABLE whose CHECK constraints have no names: these are unique in a schema of MySQL, and the table that is
     * there may have the same.
     */
    public static String withoutCheckNames(String create) {
        List<Token> tokens = new TokenCursor(create).tokens();
        List<SqlText.Edit> edits = new ArrayList<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean named = tokens.get(i).isWord(create, "CONSTRAINT")
                    && tokens.get(i + 1).isName()
                    && tokens.get(i + 2).isWord(create, "CHECK");
            if (named) {
                Span span = new Span(tokens.get(i).start(), tokens.get(i + 1).end());
                edits.add(new SqlText.Edit(span, ""));
            }
        }
        return SqlText.apply(create, edits);
    }

    private List<String> clauses() {
        dropConstraints();
        KeyDiff keys = new KeyDiff(before.keys(), after.keys(), renames);
        clauses.addAll(keys.drops());
        clauses.addAll(new ColumnDiff(before, after, renames).clauses());
        clauses.addAll(keys.adds());
        addConstraints();
        options();
        partitions();
        return clauses;
    }

    private void dropConstraints() {
        missing(before.foreignKeys(), after.foreignKeys())
                .forEach(part -> clauses.add("DROP FOREIGN KEY " + TableText.quoted(part.name())));
        missing(before.checks(), after.checks())
                .forEach(part -> clauses.add("DROP CONSTRAINT " + TableText.quoted(part.name())));
    }

    private void addConstraints() {
        missing(after.checks(), before.checks()).forEach(part -> clauses.add("ADD " + named(part) + part.definition()));
        // Names alone are no difference, so that a key that stays may have the name that is declared for a new one.
        List<Part> kept = new ArrayList<>(before.foreignKeys());
        kept.removeAll(missing(before.foreignKeys(), after.foreignKeys()));
        for (Part part : missing(after.foreignKeys(), before.foreignKeys())) {
            boolean taken = kept.stream().anyMatch(other -> other.name().equalsIgnoreCase(part.name()));
            clauses.add("ADD " + (taken ? "" : named(part)) + part.definition());
        }
    }

    /** A name that the server made out of that of the table is left to the server. */
    private String named(Part constraint) {
        return constraint.name().startsWith(to.name().table())
                ? ""
                : "CONSTRAINT " + TableText.quoted(constraint.name()) + " ";
    }

    /** Those of the one list that have no like in the other; what is there twice has to be there twice. */
    private static List<Part> missing(List<Part> of, List<Part> in) {
        List<Part> left = new ArrayList<>(in);
        List<Part> missing = new ArrayList<>();
        for (Part part : of) {
            Optional<Part> like = left.stream().filter(part::means).findFirst();
            like.ifPresentOrElse(left::remove, () -> missing.add(part));
        }
        return missing;
    }

    private void options() {
        boolean charset = !same("DEFAULT CHARSET") || !same("COLLATE");
        if (charset) {
            String collation = after.options().getOrDefault("COLLATE", "");
            clauses.add("DEFAULT CHARSET=" + after.options().get("DEFAULT CHARSET")
                    + (collation.isEmpty() ? "" : " COLLATE=" + collation));
        }
        after.options().forEach((name, value) -> {
            if (!name.equals("DEFAULT CHARSET") && !name.equals("COLLATE") && !same(name)) {
                clauses.add(option(name, value));
            }
        });
        before.options().keySet().stream()
                .filter(name -> !after.options().containsKey(name) && !name.equals("COLLATE"))
                .forEach(name -> clauses.add(option(name, defaultOf(name))));
        BigInteger next = to.autoIncrement().orElse(BigInteger.ZERO);
        if (next.compareTo(BigInteger.ONE) > 0
                && next.compareTo(from.autoIncrement().orElse(BigInteger.ZERO)) > 0) {
            clauses.add("AUTO_INCREMENT=" + next);
        }
    }

    private boolean same(String option) {
        return Objects.equals(before.options().get(option), after.options().get(option));
    }

    private static String option(String name, String value) {
        return name.equals("TABLESPACE") ? name + " " + value : name + "=" + value;
    }

    /** What an option is when nothing is said. */
    private static String defaultOf(String option) {
        return switch (option) {
            case "COMMENT", "CONNECTION", "PASSWORD" -> "''";
            case "COMPRESSION" -> "'NONE'";
            case "ENCRYPTION" -> "'N'";
            case "KEY_BLOCK_SIZE", "AVG_ROW_LENGTH", "CHECKSUM", "DELAY_KEY_WRITE", "MAX_ROWS", "MIN_ROWS" -> "0";
            case "TABLESPACE" -> "`innodb_file_per_table`";
            default -> "DEFAULT";
        };
    }

    private void partitions() {
        if (before.partitions().equals(after.partitions())) {
            return;
        }
        String how = after.partitions().isEmpty() ? "REMOVE PARTITIONING" : after.partitions();
        // Partitions follow the other clauses without a comma.
        int last = clauses.size() - 1;
        if (last < 0) {
            clauses.add(how);
        } else {
            clauses.set(last, clauses.get(last) + " " + how);
        }
    }
}
