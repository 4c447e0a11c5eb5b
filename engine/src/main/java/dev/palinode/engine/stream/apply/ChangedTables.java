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
 * @param renamings if only names change, from which to which
 */
record ChangedTables(List<NameRef> tables, String schema, Optional<String> dropped, List<Renaming> renamings) {
    /** One table's other name. */
    record Renaming(NameRef from, NameRef to) {}

    /** Reads the statement; whatever it does not know changes no table. */
    static ChangedTables of(ChangeEvent.Ddl ddl) {
        TokenCursor cursor = new TokenCursor(ddl.sql());
        List<NameRef> tables = new ArrayList<>();
        Optional<String> dropped = Optional.empty();
        List<Renaming> renamings = List.of();
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
            renamings = renamings(cursor);
            renamings.forEach(renaming -> tables.addAll(List.of(renaming.from(), renaming.to())));
        } else if (cursor.accept("DROP", "TABLE") || cursor.accept("DROP", "TABLES")) {
            tables.addAll(all(cursor));
        }
        return new ChangedTables(List.copyOf(tables), ddl.schema(), dropped, renamings);
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

    /** Between the names may stand how long to wait. */
    private static List<Renaming> renamings(TokenCursor cursor) {
        List<Renaming> found = new ArrayList<>();
        while (!cursor.atEnd()) {
            cursor.accept("IF", "EXISTS");
            Optional<NameRef> from = cursor.tableName();
            while (!cursor.atEnd() && !cursor.at("TO")) {
                cursor.take();
            }
            cursor.accept("TO");
            Optional<NameRef> to = cursor.tableName();
            if (from.isPresent() && to.isPresent()) {
                found.add(new Renaming(from.get(), to.get()));
            }
            if (!cursor.acceptSign(',') && !cursor.atEnd()) {
                cursor.take();
            }
        }
        return List.copyOf(found);
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

    /** Whether only names change. */
    boolean byName() {
        return !renamings.isEmpty();
    }

    /** Whether a table gets another name than this one. */
    boolean renames(TableName table, TableName butFor) {
        return renamings.stream()
                .anyMatch(renaming -> isSame(renaming.from(), table) && !isSame(renaming.to(), butFor));
    }

    /** Whether the table is only renamed, each time from or to a name in which the pattern is found. */
    boolean changesPlacesOnly(TableName table, Pattern names) {
        return byName()
                && contains(table)
                && renamings.stream()
                        .allMatch(renaming -> isWith(renaming.from(), renaming.to(), table, names)
                                && isWith(renaming.to(), renaming.from(), table, names));
    }

    /** Whether a name is another table's, or stands with one in which the pattern is found. */
    private boolean isWith(NameRef name, NameRef other, TableName table, Pattern names) {
        return !isSame(name, table) || names.matcher(other.table()).find();
    }
}
