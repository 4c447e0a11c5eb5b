package dev.palinode.engine.migration.runner;

import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A TIMESTAMP is a moment and a DATETIME is not: turning one into the other depends on a time zone. Streams work in
 * UTC, a native ALTER in the zone of its session, so that where that is another the values would differ.
 */
final class ZoneRule {
    private ZoneRule() {}

    /**
     * Refuses a change between the two.
     *
     * @param statement of a session in the submitter's time zone
     */
    static void check(Statement statement, TableDef source, TableDef target, AlterFacts facts)
            throws SQLException, MigrationFailure {
        for (ColumnDef column : source.columns()) {
            Optional<ColumnDef> other =
                    target.column(facts.newNameOf(column.name()).orElse(column.name()));
            if (other.isPresent() && crosses(column, other.get()) && !utc(statement)) {
                throw new MigrationFailure(
                        "column " + column.name() + " would change between TIMESTAMP and "
                                + "a type without a time zone, which depends on the time zone, and the session's is not UTC;"
                                + " SET time_zone = '+00:00' if the values are in UTC, or use ddl_strategy='direct' in the right time zone");
            }
        }
    }

    private static boolean crosses(ColumnDef one, ColumnDef other) {
        return one.dataType().equals("timestamp") != other.dataType().equals("timestamp");
    }

    private static boolean utc(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT IF(@@SESSION.time_zone = 'SYSTEM', @@system_time_zone, @@SESSION.time_zone)")) {
            rows.next();
            String zone = rows.getString(1);
            return zone.equals("UTC") || zone.equals("+00:00") || zone.equals("Etc/UTC");
        }
    }
}
