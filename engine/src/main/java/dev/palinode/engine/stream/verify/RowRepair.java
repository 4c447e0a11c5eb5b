package dev.palinode.engine.stream.verify;

import dev.palinode.engine.binlog.value.CopyExpression;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes rows of the target equal to the source, by key, within the caller's transaction. What only the target has of a
 * row is kept.
 */
public final class RowRepair {
    private final RowPlan plan;
    private final CopySql sql;
    private final String lock;

    public RowRepair(RowPlan plan, CopySql sql, String lock) {
        this.plan = plan;
        this.sql = sql;
        this.lock = lock;
    }

    /** Writes the rows of these keys as the source has them, and removes those that it has not. */
    public void fromSource(Connection tx, List<KeyTuple> keys) throws SQLException {
        String onSource = RangeDiff.anyOf(sql.keyColumns(), keys);
        String onTarget = RangeDiff.anyOf(sql.targetKeyColumns(), keys);
        String same = sql.sameRow();
        try (Statement statement = tx.createStatement()) {
            // MySQL resolves the alias of a DELETE only where a database is selected.
            statement.execute("USE " + TableName.quote(plan.targetName().schema()));
            statement
                    .executeQuery("SELECT 1 FROM " + sql.source() + " WHERE " + onSource + " " + lock)
                    .close();
            statement.executeLargeUpdate("DELETE t FROM " + sql.target() + " LEFT JOIN "
                    + plan.sourceName().quoted()
                    + " s ON " + same + " WHERE " + onTarget + " AND s."
                    + TableName.quote(plan.key().get(0).source().name()) + " IS NULL");
            if (plan.targetHasMore()) {
                statement.executeLargeUpdate(
                        "UPDATE " + sql.target() + " JOIN " + plan.sourceName().quoted() + " s ON " + same + " SET "
                                + assignments() + " WHERE " + onSource);
            } else {
                statement.executeLargeUpdate("DELETE t FROM " + sql.target() + " JOIN "
                        + plan.sourceName().quoted() + " s ON " + same + " WHERE " + onSource);
            }
            statement.executeLargeUpdate("INSERT INTO " + plan.targetName().quoted() + " (" + sql.targetColumns()
                    + ") SELECT " + sql.selectList() + " FROM " + sql.source() + " WHERE " + onSource
                    + " AND NOT EXISTS (SELECT 1 FROM " + sql.target() + " WHERE " + same + ") " + lock);
        }
    }

    private String assignments() {
        return plan.columns().stream()
                .map(pair -> "t." + TableName.quote(pair.target().name()) + " = "
                        + CopyExpression.select(
                                        pair.source(),
                                        pair.target(),
                                        "s." + TableName.quote(pair.source().name()))
                                .orElse("s." + TableName.quote(pair.source().name())))
                .collect(Collectors.joining(", "));
    }
}
