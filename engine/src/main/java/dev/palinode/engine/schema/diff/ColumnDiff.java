package dev.palinode.engine.schema.diff;

import dev.palinode.engine.schema.diff.TableText.Part;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The clauses for columns. Names are compared without letter case, as the server does; a column that is not there under
 * its name is dropped, and one that was not there is added, unless a renaming is told.
 */
final class ColumnDiff {
    private final Map<String, Part> before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> order;
    private final Map<String, Part> after;
    private final List<String> clauses = new ArrayList<>();

    /**
     * A diff.
     *
     * @param renames old name to new name
     */
    ColumnDiff(TableText from, TableText to, Map<String, String> renames) {
        this.order = from.columns().keySet().stream()
                .map(name -> renames.getOrDefault(name, name).toLowerCase(Locale.ROOT))
                .toList();
        from.columns().values().forEach(part -> before.put(renames.getOrDefault(part.name(), part.name()), part));
        this.after = to.columns();
    }

    /**
     * Those renamings that are still to be made. One whose new name is that of another column, which keeps it, has been
     * made before, if the old name is wanted as well.
     *
     * @throws IllegalArgumentException if it has not, so that either column would lose its values
     */
    static Map<String, String> meant(TableText from, TableText to, Map<String, String> renames) {
        Set<String> old = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        from.columns().values().forEach(part -> old.add(part.name()));
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        to.columns().values().forEach(part -> wanted.add(part.name()));
        Set<String> leaving = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        leaving.addAll(renames.keySet());
        Map<String, String> meant = new LinkedHashMap<>();
        renames.forEach((name, other) -> {
            boolean taken = old.contains(name) && old.contains(other) && !leaving.contains(other);
            if (taken && !wanted.contains(name)) {
                throw new IllegalArgumentException("--rename-columns=" + name + ":" + other + ": there is a column "
                        + other + " already, whose values would be lost; drop it in a migration of its own first");
            }
            if (!taken) {
                meant.put(name, other);
            }
        });
        return meant;
    }

    List<String> clauses() {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(after.keySet());
        before.forEach((name, part) -> {
            if (!wanted.contains(name)) {
                clauses.add("DROP COLUMN " + TableText.quoted(part.name()));
            }
        });
        Set<String> moved = moved(wanted);
        String place = " FIRST";
        for (Part column : after.values()) {
            add(column, moved.contains(column.name().toLowerCase(Locale.ROOT)), place);
            place = " AFTER " + TableText.quoted(column.name());
        }
        return clauses;
    }

    /** Columns that are made anew are no longer there to keep their place. */
    private Set<String> moved(Set<String> wanted) {
        List<String> old = order.stream()
                .filter(name -> wanted.contains(name) && !isRemade(name))
                .toList();
        List<String> now = after.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(old::contains)
                .toList();
        return ColumnMoves.moved(old, now);
    }

    private boolean isRemade(String name) {
        Part now = after(name);
        return Optional.ofNullable(before.get(name))
                .map(old -> remade(old, now))
                .orElse(false);
    }

    private Part after(String name) {
        return after.values().stream()
                .filter(part -> part.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    private void add(Part column, boolean moves, String place) {
        Optional<Part> old = Optional.ofNullable(before.get(column.name()));
        String definition = TableText.quoted(column.name()) + " " + column.definition();
        if (old.isEmpty()) {
            clauses.add("ADD COLUMN " + definition + place);
        } else if (remade(old.get(), column)) {
            clauses.add("DROP COLUMN " + TableText.quoted(old.get().name()));
            clauses.add("ADD COLUMN " + definition + place);
        } else if (!old.get().name().equals(column.name())) {
            clauses.add(
                    "CHANGE COLUMN " + TableText.quoted(old.get().name()) + " " + definition + (moves ? place : ""));
        } else if (moves || !old.get().means(column)) {
            clauses.add("MODIFY COLUMN " + definition + (moves ? place : ""));
        }
    }

    /** The server does not turn a column into a virtual one, nor a virtual one into a stored one; both are computed. */
    private static boolean remade(Part from, Part to) {
        String kind = generated(to);
        return !kind.isEmpty()
                && !kind.equals(generated(from))
                && (kind.equals("VIRTUAL") || !generated(from).isEmpty());
    }

    /** VIRTUAL or STORED (in MariaDB's words maybe PERSISTENT), or nothing for a column that is not computed. */
    private static String generated(Part column) {
        TokenCursor words = new TokenCursor(column.definition());
        for (int depth = 0; !words.atEnd(); words.take()) {
            depth += words.atSign('(') ? 1 : words.atSign(')') ? -1 : 0;
            if (depth == 0 && (words.at("VIRTUAL") || words.at("STORED"))) {
                return words.current().toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }
}
