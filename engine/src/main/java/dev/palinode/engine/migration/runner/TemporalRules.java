package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.alter.AlterFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Changes of dates and times whose values would depend on the session of whoever makes the change. */
final class TemporalRules {
    private static final Set<String> DATES = Set.of("date", "datetime", "timestamp");

    private static final Pattern LOCAL_TIME = Pattern.compile(
            "(?i)\\b(current_timestamp|current_date|current_time|now|curdate|curtime|localtime|localtimestamp|sysdate"
                    + "|from_unixtime)\\b");

    private static final Pattern MOMENTS = Pattern.compile("(?i)\\b(from_unixtime|unix_timestamp)\\b");

    private TemporalRules() {}

    /**
     * A TIMESTAMP is a moment and a DATETIME is not: turning one into the other depends on a time zone. Streams work in
     * UTC, a native ALTER in the zone of its session, so that where that is another the values would differ.
     *
     * @param connection in the submitter's time zone
     */
    static void refuseZones(Connection connection, TableDef source, TableDef target, AlterFacts facts)
            throws SQLException, MigrationFailure {
        for (ColumnDef column : source.columns()) {
            Optional<ColumnDef> other =
                    target.column(facts.newNameOf(column.name()).orElse(column.name()));
            if (other.isPresent() && crosses(column, other.get()) && !utc(connection)) {
                throw new MigrationFailure(
                        "column " + column.name() + " would change between TIMESTAMP and "
                                + "a type without a time zone, which depends on the time zone, and the session's is not UTC;"
                                + " SET time_zone = '+00:00' if the values are in UTC, or use ddl_strategy='direct' in the right time zone");
            }
        }
    }

    /**
     * What the server computes for the rows that are there, in the zone of the session: the default of a new column, and
     * columns that are computed of moments and stored. Streams work in UTC.
     *
     * @param connection in the submitter's time zone
     */
    static void refuseComputed(Connection connection, TableDef source, TableDef target, AlterFacts facts)
            throws SQLException, MigrationFailure {
        Set<String> kept = kept(source, facts);
        for (ColumnDef column : target.columns()) {
            Optional<String> expression = column.stored()
                    .filter(text -> readsMoments(text, target))
                    .or(() -> column.defaultValue()
                            .filter(text -> !kept.contains(column.name()) && isLocalTime(column, text)));
            if (expression.isPresent() && !utc(connection)) {
                throw new MigrationFailure(
                        "column " + column.name() + " would get values that depend on the time zone ("
                                + expression.get() + "), and the session's is not UTC;"
                                + " SET time_zone = '+00:00' if UTC is meant, or use ddl_strategy='direct' in the right time zone");
            }
        }
    }

    /** A text in quotes is one; where texts have none, such a text is refused without need. */
    private static boolean isLocalTime(ColumnDef column, String text) {
        return !column.dataType().equals("timestamp")
                && !text.startsWith("'")
                && LOCAL_TIME.matcher(text).find();
    }

    private static boolean readsMoments(String expression, TableDef table) {
        return MOMENTS.matcher(expression).find()
                || table.columns().stream()
                        .filter(column -> column.dataType().equals("timestamp"))
                        .anyMatch(column -> expression.contains("`" + column.name() + "`"));
    }

    private static boolean crosses(ColumnDef one, ColumnDef other) {
        return one.dataType().equals("timestamp") != other.dataType().equals("timestamp");
    }

    private static boolean utc(Connection connection) throws SQLException {
        String zone =
                first(connection, "SELECT IF(@@SESSION.time_zone = 'SYSTEM', @@system_time_zone, @@SESSION.time_zone)");
        return zone.equals("UTC") || zone.equals("+00:00") || zone.equals("Etc/UTC");
    }

    /**
     * A new date that is NOT NULL and has no default would be zero in the rows that are there. Where the submitter's mode
     * forbids that, the server refuses a native ALTER, and we do.
     *
     * @param connection in the submitter's mode
     */
    static void refuseZeroDates(Connection connection, TableDef source, TableDef target, AlterFacts facts)
            throws SQLException, MigrationFailure {
        Set<String> kept = kept(source, facts);
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

    private static Set<String> kept(TableDef source, AlterFacts facts) {
        return source.columns().stream()
                .map(column -> facts.newNameOf(column.name()).orElse(column.name()))
                .collect(Collectors.toSet());
    }

    private static boolean isForbidden(Connection connection) throws SQLException {
        String mode = first(connection, "SELECT @@SESSION.sql_mode");
        return mode.contains("NO_ZERO_DATE") && mode.contains("STRICT_");
    }

    private static String first(Connection connection, String query) throws SQLException {
        return Sql.first(connection, query, row -> row.getString(1)).orElse("");
    }

    private static boolean hasRows(Connection connection, TableDef source) throws SQLException {
        return Sql.first(connection, "SELECT 1 FROM " + source.name().quoted() + " LIMIT 1", row -> 1)
                .isPresent();
    }
}
