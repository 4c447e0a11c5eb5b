package dev.palinode.engine.schema.foreign;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A foreign key of a table, as SHOW CREATE TABLE has it.
 *
 * @param name of the constraint
 * @param columns of the child, in the key's order
 * @param parent the table that is referred to; the child itself where the key refers to its own table
 * @param parentColumns as many as the columns
 * @param actions the clauses ON DELETE and ON UPDATE; empty if there are none
 */
public record ForeignKeyDef(
        String name, List<String> columns, TableName parent, List<String> parentColumns, String actions) {
    public ForeignKeyDef {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }

    /** Those of a table. */
    public static List<ForeignKeyDef> of(TableDef table) {
        return of(table.name(), table.createStatement());
    }

    /** Those in the SHOW CREATE TABLE of a table. */
    public static List<ForeignKeyDef> of(TableName table, String definition) {
        List<ForeignKeyDef> found = new ArrayList<>();
        TokenCursor cursor = new TokenCursor(definition);
        while (!cursor.atEnd()) {
            Optional<String> name = cursor.accept("CONSTRAINT") ? cursor.name() : Optional.empty();
            if (name.isPresent() && cursor.accept("FOREIGN", "KEY")) {
                found.add(read(table, name.get(), cursor));
            } else if (name.isEmpty()) {
                cursor.take();
            }
        }
        return found;
    }

    /** The tables that foreign keys of a table refer to, or of a statement about it. */
    public static Set<TableName> parents(TableDef table, String statement) {
        Set<TableName> parents = new HashSet<>();
        of(table).forEach(key -> parents.add(key.parent()));
        TokenCursor cursor = new TokenCursor(statement);
        while (!cursor.atEnd()) {
            if (cursor.accept("REFERENCES")) {
                cursor.tableName()
                        .ifPresent(name -> parents.add(
                                new TableName(name.schema().orElse(table.name().schema()), name.table())));
            } else {
                cursor.take();
            }
        }
        return parents;
    }

    private static ForeignKeyDef read(TableName table, String name, TokenCursor cursor) {
        List<String> columns = names(cursor);
        cursor.accept("REFERENCES");
        NameRef parent = cursor.tableName().orElseThrow(() -> new IllegalArgumentException("no parent of " + name));
        TableName full = new TableName(parent.schema().orElse(table.schema()), parent.table());
        List<String> parentColumns = names(cursor);
        List<String> actions = new ArrayList<>();
        while (cursor.at("ON")) {
            do {
                actions.add(cursor.take().of(cursor.text()));
            } while (!cursor.atEnd() && !cursor.at("ON") && !cursor.atSign(',') && !cursor.atSign(')'));
        }
        return new ForeignKeyDef(name, columns, full, parentColumns, String.join(" ", actions));
    }

    private static List<String> names(TokenCursor cursor) {
        List<String> names = new ArrayList<>();
        do {
            cursor.take();
            cursor.name().ifPresent(names::add);
        } while (cursor.atSign(','));
        cursor.acceptSign(')');
        return names;
    }

    /** Whether a change of the parent's rows changes rows of the child. */
    public boolean cascades() {
        return actions.contains("CASCADE") || actions.contains("SET ");
    }

    /** The same under another name. */
    public ForeignKeyDef as(String other) {
        return new ForeignKeyDef(other, columns, parent, parentColumns, actions);
    }

    /** The same for a copy: a key that refers to the one table itself refers to the other. */
    public ForeignKeyDef moved(TableName from, TableName to) {
        return parent.equals(from) ? new ForeignKeyDef(name, columns, to, parentColumns, actions) : this;
    }

    /**
     * The same by the names that columns have in a copy.
     *
     * @param renames column of the table to column of the copy, of those that change their name
     * @param self the copy
     */
    public ForeignKeyDef renamed(Map<String, String> renames, TableName self) {
        List<String> others = parent.equals(self) ? renamed(parentColumns, renames) : parentColumns;
        return new ForeignKeyDef(name, renamed(columns, renames), parent, others, actions);
    }

    private static List<String> renamed(List<String> names, Map<String, String> renames) {
        return names.stream().map(name -> renames.getOrDefault(name, name)).toList();
    }

    /** Whether rows that satisfy the other one satisfy this one. */
    public boolean demands(ForeignKeyDef other) {
        return lower(columns).equals(lower(other.columns))
                && parent.equals(other.parent)
                && lower(parentColumns).equals(lower(other.parentColumns));
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** The part of a CREATE or ALTER TABLE. */
    public String clause() {
        return "CONSTRAINT " + TableName.quote(name) + " FOREIGN KEY (" + list(columns) + ") REFERENCES "
                + parent.quoted() + " (" + list(parentColumns) + ")" + (actions.isEmpty() ? "" : " " + actions);
    }

    private static String list(List<String> names) {
        return names.stream().map(TableName::quote).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return TableName.quote(name) + " (" + String.join(", ", columns) + ") to " + parent
                + (actions.isEmpty() ? "" : " " + actions);
    }
}
