package dev.palinode.engine.stream.plan;

import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.IndexDef;
import dev.palinode.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses columns and keys for a stream. Rules of choice: Vitess's ("Unique key choice" in its Online DDL), except
 * that the identity always names exactly one row of the source.
 */
public final class PlanBuilder {
    private static final Comparator<IndexDef> BY_PREFERENCE =
            Comparator.comparing(IndexDef::isPrimary).reversed();

    private final TableDef source;
    private final TableDef target;
    private final Map<String, ColumnPair> bySource = new LinkedHashMap<>();

    private PlanBuilder(TableDef source, TableDef target) {
        this.source = source;
        this.target = target;
    }

    /** A pair of tables between which no row can be carried; the message says why and what to do. */
    public static final class NoPlan extends Exception {
        private static final long serialVersionUID = 1L;

        NoPlan(String message) {
            super(message);
        }
    }

    /**
     * The plan for the two tables.
     *
     * @param renames source name to target name, of columns that change their name; all others keep theirs
     * @throws NoPlan if there is no usable key or no shared column
     */
    public static RowPlan build(TableDef source, TableDef target, Map<String, String> renames) throws NoPlan {
        PlanBuilder builder = new PlanBuilder(source, target);
        builder.pairColumns(renames);
        return builder.choose();
    }

    private void pairColumns(Map<String, String> renames) {
        Map<String, String> names = new LinkedHashMap<>();
        renames.forEach((from, to) -> names.put(lower(from), to));
        Set<String> taken = new HashSet<>();
        names.values().forEach(to -> taken.add(lower(to)));
        for (int i = 0; i < source.columns().size(); i++) {
            ColumnDef column = source.columns().get(i);
            boolean renamed = names.containsKey(lower(column.name()));
            if (!renamed && taken.contains(lower(column.name()))) {
                continue;
            }
            Optional<ColumnDef> other = target.column(names.getOrDefault(lower(column.name()), column.name()));
            if (other.isPresent() && !other.get().generated()) {
                bySource.put(lower(column.name()), new ColumnPair(i, column, other.get()));
            }
        }
    }

    private RowPlan choose() throws NoPlan {
        if (bySource.isEmpty()) {
            throw new NoPlan("empty column list: " + source.name().table() + " and its new definition share no column");
        }
        List<IndexDef> usable = source.uniqueKeys().stream()
                .filter(key -> usable(key, source))
                .filter(key -> key.columns().stream().allMatch(this::isFindable))
                .sorted(BY_PREFERENCE
                        .thenComparing(key -> searchable(pairs(key)) ? 0 : 1)
                        .thenComparing(key -> firstIsInteger(key) ? 0 : 1)
                        .thenComparing(this::firstBytes)
                        .thenComparing(key -> key.columns().size()))
                .toList();
        if (usable.isEmpty()) {
            throw new NoPlan(
                    "found no possible unique key on `" + source.name().table()
                            + "` whose columns are in target table: add a PRIMARY KEY or a UNIQUE KEY over NOT NULL columns"
                            + " (no FLOAT, no prefix) that the migration keeps, and whose values it does not round, cut or pad");
        }
        IndexDef targetKey = targetKey();
        List<IndexDef> visible =
                usable.stream().filter(candidate -> !candidate.hidden()).toList();
        List<IndexDef> best = visible.isEmpty() ? usable : visible;
        IndexDef key = best.stream()
                .filter(candidate -> searchable(pairs(candidate)))
                .findFirst()
                .orElse(best.get(0));
        return plan(key, targetKey);
    }

    private boolean isFindable(String sourceColumn) {
        return Optional.ofNullable(bySource.get(lower(sourceColumn)))
                .filter(this::isFindable)
                .isPresent();
    }

    /** A table that the stream did not fill may hold values that the source has only rounded, or cut. */
    private boolean isFindable(ColumnPair pair) {
        boolean made = RowPlan.isMade(target);
        boolean cut = made ? pair.cutsSpaces() : pair.turned().cutsSpaces();
        return pair.findable() && (made || pair.turned().findable()) && !cut;
    }

    private IndexDef targetKey() throws NoPlan {
        Set<String> shared = new HashSet<>();
        bySource.values().stream()
                .filter(this::isFindable)
                .forEach(pair -> shared.add(lower(pair.target().name())));
        return target.uniqueKeys().stream()
                .filter(key -> usable(key, target))
                .filter(key -> key.columns().stream().allMatch(name -> shared.contains(lower(name))))
                .min(BY_PREFERENCE.thenComparing(key -> key.columns().size()))
                .orElseThrow(() -> new NoPlan("found no possible unique key on the new definition of `"
                        + source.name().table() + "` whose columns are in source table: keep a PRIMARY KEY or a UNIQUE"
                        + " KEY over NOT NULL columns (no FLOAT, no prefix) that exist today"));
    }

    private RowPlan plan(IndexDef key, IndexDef targetKey) {
        List<ColumnPair> keyPairs = pairs(key);
        boolean searchable = searchable(keyPairs);
        List<ColumnPair> identity = new ArrayList<>(keyPairs);
        if (!searchable) {
            Set<String> wanted = lowered(targetKey.columns());
            bySource.values().stream()
                    .filter(pair -> wanted.contains(lower(pair.target().name())) && !keyPairs.contains(pair))
                    .forEach(identity::add);
        }
        Set<String> identityNames = new HashSet<>();
        identity.forEach(pair -> identityNames.add(lower(pair.target().name())));
        List<IndexDef> unique = target.uniqueKeys();
        boolean only = unique.size() == 1
                && !unique.get(0).prefixed()
                && lowered(unique.get(0).columns()).equals(identityNames)
                && identity.stream().noneMatch(ColumnPair::mayMerge);
        return new RowPlan(
                source, target, List.copyOf(bySource.values()), keyPairs, key.name(), identity, only, searchable);
    }

    /** Whether some index of the target begins with just these columns, in any order. */
    private boolean searchable(List<ColumnPair> keyPairs) {
        Set<String> wanted = new HashSet<>();
        keyPairs.forEach(pair -> wanted.add(lower(pair.target().name())));
        return target.indexes().stream()
                .filter(index -> !index.prefixed() && !index.hasExpression() && !index.hidden())
                .anyMatch(index -> index.columns().size() >= wanted.size()
                        && lowered(index.columns().subList(0, wanted.size())).equals(wanted));
    }

    private static boolean usable(IndexDef key, TableDef table) {
        return !key.prefixed()
                && !key.hasExpression()
                && key.columns().stream()
                        .allMatch(name -> table.column(name)
                                .filter(column -> !column.nullable() && !column.isFloat() && !column.generated())
                                .isPresent());
    }

    private boolean firstIsInteger(IndexDef key) {
        return pairs(key).get(0).source().isInteger();
    }

    private int firstBytes(IndexDef key) {
        return pairs(key).get(0).source().integerBytes();
    }

    private List<ColumnPair> pairs(IndexDef key) {
        List<ColumnPair> found = new ArrayList<>();
        key.columns().forEach(name -> found.add(pairOf(name)));
        return found;
    }

    private ColumnPair pairOf(String sourceColumn) {
        ColumnPair pair = bySource.get(lower(sourceColumn));
        if (pair == null) {
            throw new IllegalStateException("column " + sourceColumn + " is not shared");
        }
        return pair;
    }

    private static Set<String> lowered(List<String> names) {
        Set<String> out = new HashSet<>();
        names.forEach(name -> out.add(lower(name)));
        return out;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
