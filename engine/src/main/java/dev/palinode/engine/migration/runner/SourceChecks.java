package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.dialect.MariaDbDialect;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.TargetKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What must be true of a table before a copy of it can take its place. */
public final class SourceChecks {
    /** A key of the table to itself goes along with it. */
    private static final String PARENT = "SELECT CONCAT(constraint_name, ' of ', table_schema, '.', table_name)"
            + " FROM information_schema.key_column_usage WHERE referenced_table_schema = ?"
            + " AND referenced_table_name = ? AND NOT (table_schema = referenced_table_schema"
            + " AND table_name = referenced_table_name) LIMIT 1";

    /**
     * The same from InnoDB's dictionary: for the other one MariaDB opens every table and view of the server, which takes
     * long, and once ended 11.4.5 by signal 11 in the middle of it.
     */
    private static final String MARIADB_PARENT = "SELECT CONCAT(SUBSTRING_INDEX(id, '/', -1), ' of ',"
            + " REPLACE(for_name, '/', '.'))"
            + " FROM information_schema.innodb_sys_foreign WHERE ref_name = CONCAT(?, '/', ?)"
            + " AND for_name <> ref_name LIMIT 1";

    /** Names that InnoDB's dictionary has as they are. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+");

    private SourceChecks() {}

    /** The table, if it passes for a program that does not look after foreign keys. */
    public static TableDef check(Connection connection, TableName name) throws SQLException, MigrationFailure {
        TableDef table = check(connection, name, DdlStrategy.DIRECT, Refusals.ending());
        Optional<ForeignKeyDef> key = ForeignKeyDef.of(table).stream().findFirst();
        if (key.isPresent()) {
            throw new MigrationFailure(
                    "Foreign key found on " + name + ": " + key.get() + "; the strategy 'vitess' keeps it");
        }
        return table;
    }

    /** The table; what speaks against copying it goes to the refusals. */
    static TableDef check(Connection connection, TableName name, DdlStrategy strategy, Refusals refusals)
            throws SQLException, MigrationFailure {
        Optional<TableDef> found = SchemaReader.read(connection, name);
        TableDef table = found.isPresent() ? found.get() : noPlainTable(connection, name);
        refusals.hear(
                () -> refuseEngine(table),
                () -> refuseCompressedColumns(table),
                () -> refuseCascades(connection, table, strategy),
                () -> refuseParents(connection, name, strategy),
                () -> refuseTriggers(connection, name));
        return table;
    }

    private static void refuseParents(Connection connection, TableName name, DdlStrategy strategy)
            throws SQLException, MigrationFailure {
        if (!preserves(connection, strategy)) {
            refuseParents(connection, Dialect.of(connection), name);
        }
    }

    private static void refuseEngine(TableDef table) throws MigrationFailure {
        if (!table.engine().equalsIgnoreCase("InnoDB")) {
            throw new MigrationFailure("table " + table.name() + " uses the storage engine " + table.engine()
                    + "; only InnoDB can be copied while it is written to");
        }
    }

    /**
     * What a parent's change does to rows of the table has to be in the binlog; InnoDB keeps it to itself. MySQL 9.6 and
     * newer do it in the server, and log it, unless the variable says otherwise.
     */
    static void refuseCascades(Connection connection, TableDef table, DdlStrategy strategy)
            throws SQLException, MigrationFailure {
        for (ForeignKeyDef key : ForeignKeyDef.of(table)) {
            if (key.cascades() && !logsCascades(connection) && !preserves(connection, strategy)) {
                throw new MigrationFailure("Foreign key found with an action: " + key + "; the server does not write to"
                        + " the binlog what that does to rows of the child, so that a copy would miss it; make the key"
                        + " RESTRICT, or use ddl_strategy='direct'");
            }
        }
    }

    private static boolean logsCascades(Connection connection) throws SQLException {
        String sql = "SHOW GLOBAL VARIABLES LIKE 'innodb_native_foreign_keys'";
        return Sql.first(connection, sql, row -> row.getString(2))
                .filter("OFF"::equals)
                .isPresent();
    }

    /** What Vitess asks for: a server whose RENAME TABLE leaves foreign keys with the name, and who knows what he does. */
    static boolean preserves(Connection connection, DdlStrategy strategy) throws SQLException {
        String sql = "SHOW GLOBAL VARIABLES LIKE 'rename_table_preserve_foreign_key'";
        return strategy.has(DdlStrategy.Flag.UNSAFE_ALLOW_FOREIGN_KEYS)
                && Sql.first(connection, sql, row -> true).isPresent();
    }

    /** Rows that a new foreign key does not allow; not looked at where the user asks for no checks. */
    static void refuseOrphans(TargetKeys keys, DdlStrategy strategy) throws SQLException, MigrationFailure {
        if (!strategy.has(DdlStrategy.Flag.UNSAFE_ALLOW_FOREIGN_KEYS)) {
            Optional<String> orphan = keys.orphanOfSource();
            if (orphan.isPresent()) {
                throw new MigrationFailure(orphan.get());
            }
        }
    }

    /** Says what there is instead of a plain table. */
    static TableDef noPlainTable(Connection connection, TableName name) throws SQLException, MigrationFailure {
        String type = "SELECT table_type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
                + " AND table_type = 'SYSTEM VERSIONED'";
        refuse(
                connection,
                type,
                name,
                "table " + name + " is system-versioned or would be (%s): its history cannot be carried over;"
                        + " use ddl_strategy='direct'");
        throw new MigrationFailure(
                "Table '" + name + "' doesn't exist or is no base table (errno 1146) (sqlstate 42S02)");
    }

    /** The binlog has the values of MariaDB's compressed columns in a form of its own. */
    private static void refuseCompressedColumns(TableDef table) throws MigrationFailure {
        for (ColumnDef column : table.columns()) {
            if (!column.isEnumOrSet()
                    && column.columnType().toUpperCase(Locale.ROOT).contains("COMPRESSED")) {
                throw new MigrationFailure("column " + column.name() + " of " + table.name()
                        + " is COMPRESSED, which cannot be read from the binlog; use ddl_strategy='direct'");
            }
        }
    }

    /**
     * What may have come since, looked at under the lock: a trigger, or a foreign key of another table. Its own
     * foreign keys are a part of its definition.
     */
    static void checkLocked(Connection connection, Dialect dialect, TableName name, DdlStrategy strategy)
            throws SQLException, MigrationFailure {
        refuseTriggers(connection, name);
        if (preserves(connection, strategy)) {
            return;
        }
        refuseParents(connection, dialect, name);
    }

    private static void refuseParents(Connection connection, Dialect dialect, TableName name)
            throws SQLException, MigrationFailure {
        boolean plain = PLAIN.matcher(name.schema() + name.table()).matches();
        refuseParents(connection, name, dialect instanceof MariaDbDialect && plain ? MARIADB_PARENT : PARENT);
    }

    private static void refuseParents(Connection connection, TableName name, String query)
            throws SQLException, MigrationFailure {
        refuse(
                connection,
                query,
                name,
                "FOREIGN KEY constraints are not supported: " + name
                        + " participates in a FOREIGN KEY constraint as the parent, %s, which would go on pointing at the old"
                        + " table; drop that constraint first and make it again afterwards");
    }

    private static void refuseTriggers(Connection connection, TableName name) throws SQLException, MigrationFailure {
        String trigger = "SELECT trigger_name FROM information_schema.triggers"
                + " WHERE event_object_schema = ? AND event_object_table = ? LIMIT 1";
        refuse(
                connection,
                trigger,
                name,
                "table " + name + " has a trigger, %s, which would be lost with the old table;"
                        + " drop it first and create it again afterwards");
    }

    private static void refuse(Connection connection, String query, TableName name, String message)
            throws SQLException, MigrationFailure {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (ResultSet rows = statement.executeQuery()) {
                Optional<String> found = rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                if (found.isPresent()) {
                    throw new MigrationFailure(String.format(message, found.get()));
                }
            }
        }
    }
}
