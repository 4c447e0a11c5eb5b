package dev.palinode.engine.sidecar.facts;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.sidecar.FencedRows;
import dev.palinode.engine.sidecar.FencedRows.Change;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far a running migration is: Vitess's columns, which are about the copy, and ours, which are about the phase that it
 * is in. All in one statement, so that it costs the binlog no more. Changes check the lease. Safe for many threads.
 */
public final class ProgressStore {
    /** Of the old phase, so it stands before the new one is assigned. */
    private static final String SINCE =
            "phase_since_timestamp = IF(phase = ?, phase_since_timestamp, NOW()), phase = ?";

    private final FencedRows rows;

    /**
     * How far it is.
     *
     * @param percent 0 to 100, of the copy; what is less than what is stored is not stored
     * @param rowsCopied rows so far
     * @param tableRows estimate of all rows
     * @param eta time to the end of the copy; negative when unknown
     * @param lag how far the apply is behind
     * @param ready whether it could be cut over now; the time of the first yes is kept
     * @param phase what it is busy with
     * @param work how much of the phase is done; empty where nothing can be counted
     */
    public record Progress(
            double percent,
            long rowsCopied,
            long tableRows,
            Duration eta,
            Duration lag,
            boolean ready,
            MigrationPhase phase,
            Optional<Work> work) {
        public Progress {
            Objects.requireNonNull(phase, "phase");
            Objects.requireNonNull(work, "work");
        }
    }

    /**
     * The columns of a shard's rows.
     *
     * @param epoch of the lease, asked at each change
     */
    public ProgressStore(Db db, String keyspace, String shard, LongSupplier epoch) {
        this.rows = new FencedRows(db, keyspace, shard, epoch);
    }

    /** How far a running migration is, which is also a sign of life. */
    public boolean set(MigrationId id, Progress progress) throws SQLException {
        String set = "progress = GREATEST(progress, ?), rows_copied = GREATEST(rows_copied, ?),"
                + " table_rows = IF(? > 0, ?, table_rows), eta_seconds = ?, vreplication_lag_seconds = ?,"
                + " ready_to_complete = ?, ready_to_complete_timestamp ="
                + " IF(?, IFNULL(ready_to_complete_timestamp, NOW()), ready_to_complete_timestamp),"
                + " liveness_timestamp = NOW(), vitess_liveness_indicator = UNIX_TIMESTAMP(), " + SINCE + ", "
                + work(progress.work());
        long tableRows = Math.max(progress.tableRows(), progress.rowsCopied());
        List<Object> parameters = new ArrayList<>(List.of(
                progress.ready() ? 100 : progress.percent(),
                progress.rowsCopied(),
                tableRows,
                tableRows,
                progress.ready()
                        ? 0
                        : progress.eta().isNegative() ? -1 : progress.eta().toSeconds(),
                Math.max(0, progress.lag().toSeconds()),
                progress.ready(),
                progress.ready(),
                progress.phase().sql(),
                progress.phase().sql()));
        return rows.stay(id, MigrationStatus.RUNNING, new Change("", set, parameters));
    }

    /** Numbers of our own, or NULL. */
    private static String work(Optional<Work> work) {
        return "phase_progress = "
                + work.map(Work::percent).map(Object::toString).orElse("NULL")
                + ", phase_eta_seconds = "
                + work.flatMap(Work::eta)
                        .map(Duration::toSeconds)
                        .map(Object::toString)
                        .orElse("NULL")
                + ", phase_work_completed = "
                + work.map(Work::completed).map(Object::toString).orElse("NULL")
                + ", phase_work_estimated = "
                + work.map(Work::estimated).map(Object::toString).orElse("NULL");
    }

    /** A running migration shows no sign of life, and could not be completed now; nor is it known when it can be. */
    public void silent(MigrationId id, MigrationPhase phase) throws SQLException {
        String set = "ready_to_complete = 0, phase_eta_seconds = NULL, " + SINCE;
        rows.stay(id, MigrationStatus.RUNNING, Change.of("", set, phase.sql(), phase.sql()));
    }
}
