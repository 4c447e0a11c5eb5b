package dev.palinode.engine.sidecar;

import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sql.RowFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code SHOW VITESS_MIGRATIONS} answers: the columns of Vitess in their order, and behind them ours. */
final class MigrationListing {
    private static final Set<String> INTEGERS = Set.copyOf(words("""
            id retries tablet_failure eta_seconds rows_copied vreplication_lag_seconds table_rows
            added_unique_keys removed_unique_keys retain_artifacts_seconds postpone_completion allow_concurrent
            is_view ready_to_complete vitess_liveness_indicator postpone_launch cutover_attempts
            is_immediate_operation force_cutover cutover_threshold_seconds in_order_completion_pending_count
            phase_eta_seconds phase_work_completed phase_work_estimated
            """));
    private static final Set<String> DOUBLES = Set.of("progress", "user_throttle_ratio", "phase_progress");

    static final List<RowSet.Column> COLUMNS =
            words("""
            id migration_uuid keyspace shard mysql_schema mysql_table migration_statement strategy options
            added_timestamp requested_timestamp ready_timestamp started_timestamp liveness_timestamp
            completed_timestamp cleanup_timestamp migration_status log_path artifacts retries tablet
            tablet_failure progress migration_context ddl_action message message_timestamp eta_seconds
            rows_copied vreplication_lag_seconds table_rows added_unique_keys removed_unique_keys log_file
            retain_artifacts_seconds postpone_completion removed_unique_key_names
            dropped_no_default_column_names expanded_column_names revertible_notes allow_concurrent
            reverted_uuid is_view ready_to_complete vitess_liveness_indicator user_throttle_ratio special_plan
            last_throttled_timestamp component_throttled reason_throttled cancelled_timestamp postpone_launch
            stage cutover_attempts is_immediate_operation reviewed_timestamp ready_to_complete_timestamp
            shadow_analyzed_timestamp removed_foreign_key_names last_cutover_attempt_timestamp force_cutover
            cutover_threshold_seconds in_order_completion_pending_count
            revertible revertible_since_timestamp revertible_until_timestamp revertible_row revertible_reason
            verification verified_timestamp verification_notes
            phase phase_since_timestamp phase_progress phase_eta_seconds phase_work_completed phase_work_estimated
            """).stream().map(name -> new RowSet.Column(name, type(name))).toList();

    private static final Set<String> NAMES =
            COLUMNS.stream().map(RowSet.Column::name).collect(Collectors.toUnmodifiableSet());

    private static final String SELECT = COLUMNS.stream()
            .map(column -> "CAST(`" + column.name() + "` AS CHAR)")
            .collect(Collectors.joining(
                    ", ", "SELECT ", " FROM _vt.schema_migrations WHERE keyspace = ? AND shard = ?"));

    private MigrationListing() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1));
    }

    private static RowSet.Type type(String name) {
        if (name.endsWith("_timestamp")) {
            return RowSet.Type.TIMESTAMP;
        }
        return INTEGERS.contains(name)
                ? RowSet.Type.INTEGER
                : DOUBLES.contains(name) ? RowSet.Type.DOUBLE : RowSet.Type.TEXT;
    }

    static RowSet read(Db db, String keyspace, String shard, Filter filter) throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(keyspace, shard));
        String condition = "";
        if (filter.like().isPresent()) {
            String like = filter.like().get();
            condition = " AND (migration_uuid LIKE ? OR migration_context LIKE ? OR migration_status LIKE ?)";
            parameters.addAll(List.of(like, like, like));
        }
        if (filter.where().isPresent()) {
            RowFilter rows = RowFilter.parse(filter.where().get(), NAMES);
            condition += " AND (" + rows.sql() + ")";
            parameters.addAll(rows.parameters());
        }
        String order =
                filter.order().map(text -> RowFilter.order(text, NAMES, "id")).orElse("ORDER BY `id`");
        String sql = SELECT + condition + " " + order;
        return new RowSet(
                COLUMNS,
                db.with(connection -> Sql.query(
                        connection,
                        sql,
                        row -> {
                            List<Optional<String>> values = new ArrayList<>(COLUMNS.size());
                            for (int i = 1; i <= COLUMNS.size(); i++) {
                                values.add(Optional.ofNullable(row.getString(i)));
                            }
                            return values;
                        },
                        parameters.toArray())));
    }
}
