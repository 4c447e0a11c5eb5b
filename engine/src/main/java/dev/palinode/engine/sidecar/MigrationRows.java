package dev.palinode.engine.sidecar;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From a row of {@code _vt.schema_migrations} to a {@link Migration}. */
final class MigrationRows {
    /** What {@link #read} needs; instants as microseconds since 1970, which no time zone can bend. */
    static final String COLUMNS = "id, migration_uuid, mysql_schema, mysql_table, ddl_action, migration_statement,"
            + " strategy, options, migration_status, migration_context, reverted_uuid, artifacts, stage, is_view,"
            + " postpone_launch, postpone_completion, cutover_attempts, cutover_threshold_seconds,"
            + " retain_artifacts_seconds, if_exists, allow_concurrent, is_immediate_operation, retries,"
            + " session_settings, force_cutover, in_order_completion_pending_count,"
            + micros("last_cutover_attempt_timestamp") + micros("completed_timestamp") + micros("reviewed_timestamp")
            + micros("liveness_timestamp") + micros("ready_to_complete_timestamp")
            + micros("cleanup_timestamp").replace(",", "");

    private MigrationRows() {}

    private static String micros(String column) {
        return " CAST(UNIX_TIMESTAMP(" + column + ") * 1000000 AS SIGNED) AS " + column + ",";
    }

    static Migration read(ResultSet row) throws SQLException {
        String reverted = row.getString("reverted_uuid");
        return new Migration(
                row.getLong("id"),
                new MigrationId(row.getString("migration_uuid")),
                new TableName(row.getString("mysql_schema"), row.getString("mysql_table")),
                DdlAction.of(row.getString("ddl_action")),
                row.getString("migration_statement"),
                row.getString("strategy"),
                row.getString("options"),
                MigrationStatus.of(row.getString("migration_status")),
                row.getString("migration_context"),
                reverted.isEmpty() ? Optional.empty() : Optional.of(new MigrationId(reverted)),
                artifacts(row.getString("artifacts")),
                row.getString("stage"),
                row.getBoolean("is_view"),
                row.getBoolean("postpone_launch"),
                row.getBoolean("postpone_completion"),
                row.getInt("cutover_attempts"),
                instant(row, "last_cutover_attempt_timestamp"),
                threshold(row.getLong("cutover_threshold_seconds")),
                instant(row, "completed_timestamp"),
                retention(row.getLong("retain_artifacts_seconds")),
                row.getBoolean("if_exists"),
                row.getBoolean("allow_concurrent"),
                row.getBoolean("is_immediate_operation"),
                row.getInt("retries"),
                instant(row, "reviewed_timestamp"),
                instant(row, "liveness_timestamp"),
                instant(row, "ready_to_complete_timestamp"),
                instant(row, "cleanup_timestamp"),
                SessionSettings.parse(row.getString("session_settings")),
                row.getBoolean("force_cutover"),
                row.getInt("in_order_completion_pending_count"));
    }

    static DirectPlan directPlan(ResultSet row) throws SQLException {
        return new DirectPlan(
                DirectPlan.Operation.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000));
    }

    private static List<String> artifacts(String stored) {
        return Arrays.stream(stored.split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Duration threshold(long seconds) {
        return seconds == 0 ? DdlStrategy.DEFAULT_CUT_OVER_THRESHOLD : Duration.ofSeconds(seconds);
    }

    private static Optional<Duration> retention(long seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
