package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.RowImage;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.stream.base.TerminalErrors;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes row operations to the target within the caller's transaction.
 *
 * <p>The fast way keeps only the last operation of each row and writes many rows per statement, deletes first. Where
 * the target has other unique keys than the identity, rows are updated by identity and inserted apart, because there
 * {@code ON DUPLICATE KEY UPDATE} could change a row that merely has the same value of another key, and where some of
 * their columns may stay as they are.
 */
final class RowWriter {
    /** Rows and bytes of one statement: large enough to be cheap, well below any max_allowed_packet. */
    private static final int MAX_ROWS = 500;

    private static final int MAX_BYTES = 512 * 1024;

    /** What a server says to values that the target cannot hold, beside all of the SQLSTATEs 22. */
    private static final Set<Integer> OF_VALUES = Set.of(
            1048, // NULL where there is none
            1265, // an ENUM's number 0, which the source may hold, as a literal
            1364, // no value for a column that the source has not
            1366, // characters that the column has not (MySQL)
            1525, // a date such as 31 February, which the source may hold, as a literal
            1526, // no partition
            1977, // characters that the column has not (MariaDB)
            3819, // a CHECK (MySQL)
            3854, // characters that the column has not (MySQL)
            4025); // a CHECK (MariaDB)

    /** Row images larger than this are read from the source instead of being written as text. */
    static final int LARGE_ROW = 4 * 1024 * 1024;

    private final RowPlan plan;
    private final TargetSql sql;
    private final int maxBytes;
    private final long largeRow;
    private final boolean upserts;

    /** @param maxPacket the server's max_allowed_packet; bytes take about twice their size as text */
    RowWriter(RowPlan plan, TargetSql sql, long maxPacket) {
        this.plan = plan;
        this.sql = sql;
        this.maxBytes = (int) Math.min(MAX_BYTES, maxPacket / 4);
        this.upserts = plan.identityIsOnlyUnique() && !plan.keepsFiner();
        this.largeRow = Math.min(LARGE_ROW, maxPacket / 4);
    }

    /** Whether the row is too large to be written as text. */
    boolean isLarge(RowOp op) {
        return op.image().map(RowImage::bytes).orElse(0) > largeRow;
    }

    /** Applies the operations as a whole; a duplicate on another unique key comes out as the server's error. */
    void writeBatch(Connection tx, List<RowOp> ops) throws SQLException {
        Map<List<String>, RowOp> last = new LinkedHashMap<>();
        Map<List<String>, RowOp> gone = new LinkedHashMap<>();
        for (RowOp op : ops) {
            RowOp earlier = last.remove(op.identity());
            last.put(op.identity(), earlier == null ? op : op.after(earlier));
            if (op.deletes()) {
                gone.put(op.identity(), op);
            }
        }
        // A row that was deleted and came back is a new row: what only the target has of it must not live on.
        List<RowOp> deletes = List.copyOf(gone.values());
        List<RowOp> writes = last.values().stream().filter(op -> !op.deletes()).toList();
        try (Statement statement = tx.createStatement()) {
            for (List<RowOp> part : parts(deletes)) {
                statement.executeLargeUpdate(
                        sql.delete(part.stream().map(RowOp::identity).toList()));
            }
            for (List<RowOp> part : parts(writes)) {
                write(statement, part);
            }
        }
    }

    private void write(Statement statement, List<RowOp> part) throws SQLException {
        if (upserts) {
            statement.executeLargeUpdate(
                    sql.upsert(part.stream().map(op -> op.image().orElseThrow()).toList()));
            return;
        }
        List<RowImage> absent = new ArrayList<>();
        statement.execute(String.join(";", part.stream().map(sql::update).toList()));
        for (RowOp op : part) {
            if (statement.getLargeUpdateCount() == 0) {
                absent.add(op.image().orElseThrow());
            }
            statement.getMoreResults();
        }
        if (!absent.isEmpty()) {
            statement.executeLargeUpdate(sql.insert(absent));
        }
    }

    /**
     * Applies one operation.
     *
     * @return false if it met a duplicate, is too large, or does not fit; then nothing has changed
     */
    boolean writes(Statement statement, RowOp op) throws SQLException {
        if (isLarge(op)) {
            return false;
        }
        try {
            writeOne(statement, op);
            return true;
        } catch (SQLException e) {
            // What is to be deleted is not in the source, so that it could not be read anew.
            if (op.deletes() || (!SqlFault.isDuplicate(e) && !isOfTheRow(e))) {
                throw SqlFault.isTransient(e) ? e : plan.named(op.identity(), e);
            }
            return false;
        }
    }

    /** Values that the target cannot hold may be gone from the source by now: the row is read anew, and then it counts. */
    static boolean isOfTheRow(SQLException e) {
        return TerminalErrors.contains(e)
                && (String.valueOf(e.getSQLState()).startsWith("22") || OF_VALUES.contains(e.getErrorCode()));
    }

    private void writeOne(Statement statement, RowOp op) throws SQLException {
        if (op.deletes()) {
            statement.executeLargeUpdate(sql.delete(List.of(op.identity())));
        } else if (statement.executeLargeUpdate(sql.update(op)) == 0) {
            statement.executeLargeUpdate(sql.insert(List.of(op.image().orElseThrow())));
        }
    }

    private List<List<RowOp>> parts(List<RowOp> ops) {
        List<List<RowOp>> parts = new ArrayList<>();
        List<RowOp> part = new ArrayList<>();
        int bytes = 0;
        for (RowOp op : ops) {
            int more = op.image().map(RowImage::bytes).orElse(64);
            if (!part.isEmpty() && (part.size() >= MAX_ROWS || bytes + more > maxBytes)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(op);
            bytes += more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
