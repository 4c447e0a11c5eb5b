package dev.palinode.engine.schema.notes;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.IndexDef;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a change of a table lets in that the old definition would not have let in, and what it forgets. None of it keeps
 * a revert from being tried; rows that came in meanwhile may keep it from succeeding.
 *
 * @param addedUniqueKeys how many unique keys of the new table have no equal in the old one
 * @param removedUniqueKeys unique keys of the old table that nothing in the new one stands for
 * @param droppedColumns columns that are gone, and have no default for the rows that come meanwhile
 * @param expandedColumns columns that hold more than before, by their old names, and why
 * @param removedForeignKeys foreign keys of the old table that the new one has under no name
 */
public record SchemaNotes(
        int addedUniqueKeys,
        List<String> removedUniqueKeys,
        List<String> droppedColumns,
        Map<String, String> expandedColumns,
        List<String> removedForeignKeys) {
    public SchemaNotes {
        removedForeignKeys = List.copyOf(removedForeignKeys);
        removedUniqueKeys = List.copyOf(removedUniqueKeys);
        droppedColumns = List.copyOf(droppedColumns);
    }

    /**
     * Compares two tables.
     *
     * @param renames source column to target column, of those not kept under their name; to nothing if it was dropped
     */
    public static SchemaNotes of(TableDef source, TableDef target, Map<String, String> renames) {
        Map<String, String> columns = new LinkedHashMap<>();
        List<String> dropped = new ArrayList<>();
        Map<String, String> expanded = new LinkedHashMap<>();
        for (ColumnDef column : source.columns()) {
            Optional<ColumnDef> other = target.column(renames.getOrDefault(column.name(), column.name()));
            other.ifPresent(found -> columns.put(key(column.name()), key(found.name())));
            if (other.isPresent()) {
                Expansion.of(column, other.get()).ifPresent(why -> expanded.put(column.name(), why));
            } else if (needsValue(column)) {
                dropped.add(column.name());
            }
        }
        List<Key> before = keys(source, columns);
        List<Key> after = keys(target, Map.of());
        List<String> removed = before.stream()
                .filter(key -> after.stream().noneMatch(other -> other.constrains(key)))
                .map(Key::name)
                .toList();
        long added = after.stream()
                .filter(key -> before.stream().noneMatch(other -> other.constrains(key)))
                .count();
        return new SchemaNotes((int) added, removed, dropped, expanded, removedForeignKeys(source, target, renames));
    }

    private static List<String> removedForeignKeys(TableDef source, TableDef target, Map<String, String> renames) {
        List<ForeignKeyDef> after = ForeignKeyDef.of(target);
        return ForeignKeyDef.of(source).stream()
                .filter(key -> after.stream()
                        .noneMatch(other -> key.moved(source.name(), target.name())
                                .renamed(renames, target.name())
                                .demands(other.moved(source.name(), target.name()))))
                .map(ForeignKeyDef::name)
                .toList();
    }

    private static boolean needsValue(ColumnDef column) {
        return !column.nullable() && column.defaultValue().isEmpty() && !column.generated() && !column.autoIncrement();
    }

    /** A unique key by the columns of the new table; an old column that is gone has a name that no new one has. */
    private record Key(String name, Set<String> columns, boolean prefixed) {

        /** Whether rows that differ in this key differ in the other one as well. */
        boolean constrains(Key other) {
            return other.columns.containsAll(columns) && (prefixed || !other.prefixed);
        }
    }

    private static List<Key> keys(TableDef table, Map<String, String> columns) {
        return table.uniqueKeys().stream()
                .filter(key -> !key.hasExpression())
                .map(key -> new Key(key.name(), renamed(key, columns), key.prefixed()))
                .toList();
    }

    private static Set<String> renamed(IndexDef key, Map<String, String> columns) {
        Set<String> names = new HashSet<>();
        for (String column : key.columns()) {
            names.add(columns.isEmpty() ? key(column) : columns.getOrDefault(key(column), "\0" + column));
        }
        return names;
    }

    private static String key(String column) {
        return column.toLowerCase(Locale.ROOT);
    }

    /** Names in backquotes with commas between them, as the migration's row has them. */
    public static String names(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(TableName.quote(name)));
        return String.join(",", quoted);
    }

    /** One note per line, for people; empty if a revert loses nothing as far as the definitions tell. */
    public String text() {
        List<String> lines = new ArrayList<>();
        removedUniqueKeys.forEach(name -> lines.add("unique constraint removed: " + TableName.quote(name)));
        droppedColumns.forEach(name -> lines.add("column dropped that has no default value: " + TableName.quote(name)));
        expandedColumns.forEach((name, why) -> lines.add("column expanded: " + TableName.quote(name) + " " + why));
        removedForeignKeys.forEach(name -> lines.add("foreign key dropped: " + TableName.quote(name)));
        return lines.stream().collect(Collectors.joining("\n"));
    }
}
