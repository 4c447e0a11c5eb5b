package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A new date that is NOT NULL and has no default would be zero in the rows that are there. Where the submitter's mode
 * forbids that, the server refuses a native ALTER, and we do.
 */
final class ZeroDateRule {
    private static final Set<String> DATES = Set.of("date", "datetime", "timestamp");

    private ZeroDateRule() {}

    /** @param connection in the submitter's mode */
    static void check(Connection connection, TableDef source, TableDef target, AlterFacts facts)
            throws SQLException, MigrationFailure {
        Set<String> kept = source.columns().stream()
                .map(column -> facts.newNameOf(column.name()).orElse(column.name()))
                .collect(Collectors.toSet());
        for (ColumnDef column : target.columns()) {
            boolean zero = DATES.contains(column.dataType())
                    && !column.nullable()
                    && !column.generated()
                    && column.defaultValue().isEmpty()
                    && !kept.contains(column.name());
            if (zero && isForbidden(connection) && hasRows(connection, source)) {
                throw new MigrationFailure("Incorrect " + column.dataType() + " value: '0000-00-00' for column '"
                        + column.name() + "', which is NOT NULL and has no default: give it one, or use"
                        + " --allow-zero-in-date (errno 1292) (sqlstate 22007)");
            }
        }
    }

    private static boolean isForbidden(Connection connection) throws SQLException {
        String mode = Sql.first(connection, "SELECT @@SESSION.sql_mode", row -> row.getString(1))
                .orElse("");
        return mode.contains("NO_ZERO_DATE") && mode.contains("STRICT_");
    }

    private static boolean hasRows(Connection connection, TableDef source) throws SQLException {
        return Sql.first(connection, "SELECT 1 FROM " + source.name().quoted() + " LIMIT 1", row -> 1)
                .isPresent();
    }
}
