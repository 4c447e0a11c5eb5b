package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tables that a DDL statement makes others of: by another definition, other rows without row events, another name, or
 * none. An index or a trigger that it makes is none of these.
 *
 * @param tables as the statement names them
 * @param schema the session's default schema
 * @param dropped the schema that goes with all its tables
 * @param byName whether only names change
 */
record ChangedTables(List<NameRef> tables, String schema, Optional<String> dropped, boolean byName) {

    /** Reads the statement; whatever it does not know changes no table. */
    static ChangedTables of(ChangeEvent.Ddl ddl) {
        TokenCursor cursor = new TokenCursor(ddl.sql());
        List<NameRef> tables = new ArrayList<>();
        Optional<String> dropped = Optional.empty();
        boolean renames = false;
        if (cursor.accept("ALTER")) {
            tables.addAll(altered(cursor));
        } else if (cursor.accept("CREATE", "OR", "REPLACE", "TABLE")) {
            cursor.tableName().ifPresent(tables::add);
        } else if (cursor.accept("TRUNCATE")) {
            cursor.accept("TABLE");
            cursor.tableName().ifPresent(tables::add);
        } else if (cursor.accept("DROP", "DATABASE") || cursor.accept("DROP", "SCHEMA")) {
            cursor.accept("IF", "EXISTS");
            dropped = cursor.name();
        } else if (cursor.accept("RENAME", "TABLE") || cursor.accept("RENAME", "TABLES")) {
            renames = true;
            tables.addAll(all(cursor));
        } else if (cursor.accept("DROP", "TABLE") || cursor.accept("DROP", "TABLES")) {
            tables.addAll(all(cursor));
        }
        return new ChangedTables(List.copyOf(tables), ddl.schema(), dropped, renames);
    }

    /** Also the table whose rows are exchanged for those of a partition, and the one that MariaDB makes a partition of. */
    private static List<NameRef> altered(TokenCursor cursor) {
        List<NameRef> tables = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = cursor.accept("ONLINE") || cursor.accept("OFFLINE") || cursor.accept("IGNORE");
        }
        boolean ofTable = cursor.at("TABLE");
        while (ofTable && !cursor.atEnd()) {
            if (cursor.accept("TABLE")) {
                cursor.accept("IF", "EXISTS");
                cursor.tableName().ifPresent(tables::add);
            } else {
                cursor.take();
            }
        }
        return tables;
    }

    private static List<NameRef> all(TokenCursor cursor) {
        List<NameRef> names = new ArrayList<>();
        while (!cursor.atEnd()) {
            Optional<NameRef> name = cursor.tableName();
            if (name.isPresent()) {
                names.add(name.get());
            } else {
                cursor.take();
            }
        }
        return names;
    }

    /** Whether the table is one of them, in any letter case. */
    boolean contains(TableName table) {
        return dropped.filter(table.schema()::equalsIgnoreCase).isPresent()
                || tables.stream().anyMatch(name -> isSame(name, table));
    }

    private boolean isSame(NameRef name, TableName table) {
        return name.table().equalsIgnoreCase(table.table())
                && name.schema().orElse(schema).equalsIgnoreCase(table.schema());
    }

    /** Whether the table is only renamed, each time from or to a name in which the pattern is found. */
    boolean changesPlacesOnly(TableName table, Pattern names) {
        boolean all = byName && contains(table);
        for (int i = 0; i < tables.size() && all; i++) {
            all = !isSame(tables.get(i), table)
                    || (isTo(i + 1) && matches(i + 2, names))
                    || (isTo(i - 1) && matches(i - 2, names));
        }
        return all;
    }

    /** The words between the names are taken for names as well. */
    private boolean isTo(int i) {
        return i >= 0 && i < tables.size() && tables.get(i).table().equalsIgnoreCase("TO");
    }

    private boolean matches(int i, Pattern names) {
        return i >= 0
                && i < tables.size()
                && names.matcher(tables.get(i).table()).find();
    }
}
