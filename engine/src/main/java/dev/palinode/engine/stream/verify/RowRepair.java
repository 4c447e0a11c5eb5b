package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes rows of the target equal to the source, by key, within the caller's transaction. What only the target has of a
 * row is kept: columns of its own, and values that the source has rounded, cut or padded.
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
        try (Statement statement = tx.createStatement()) {
            lock(statement, keys);
            statement.executeLargeUpdate("DELETE t FROM " + sql.target() + " LEFT JOIN "
                    + plan.sourceName().quoted()
                    + " s ON " + sql.sameRow() + " WHERE " + sql.anyOnTarget(keys) + " AND s."
                    + TableName.quote(plan.key().get(0).source().name()) + " IS NULL");
            write(statement, keys);
        }
    }

    /**
     * Locks the rows of the source against writers, until the transaction's end.
     *
     * @return the keys of those that it has
     */
    public Set<KeyTuple> lock(Connection tx, Collection<KeyTuple> keys) throws SQLException {
        try (Statement statement = tx.createStatement()) {
            if (lock(statement, List.copyOf(keys)) == keys.size()) {
                return Set.copyOf(keys);
            }
            Set<KeyTuple> found = new HashSet<>();
            for (KeyTuple key : keys) {
                if (lock(statement, List.of(key)) > 0) {
                    found.add(key);
                }
            }
            return found;
        }
    }

    /** Whole rows: from an index that holds all that is read, only the index would be locked. */
    private long lock(Statement statement, List<KeyTuple> keys) throws SQLException {
        // MySQL resolves the alias of a DELETE only where a database is selected.
        statement.execute("USE " + TableName.quote(plan.targetName().schema()));
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(" + RowText.ofSource(plan.columns(), "s") + ") FROM "
                + sql.source() + " WHERE " + RangeDiff.anyOf(sql.keyColumns(), keys) + " " + lock)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void write(Statement statement, List<KeyTuple> keys) throws SQLException {
        String onSource = RangeDiff.anyOf(sql.keyColumns(), keys);
        if (plan.keepsFiner()) {
            replaceKeepingFiner(statement, onSource);
        } else if (plan.targetHasMore() && plan.newDerived().isEmpty()) {
            replaceKeepingOwn(statement, onSource);
        } else {
            statement.executeLargeUpdate(deleteOf(onSource));
        }
        statement.executeLargeUpdate("INSERT INTO " + plan.targetName().quoted() + " (" + sql.insertColumns()
                + ") SELECT " + sql.insertList() + " FROM " + sql.source() + " WHERE " + onSource
                + " AND NOT EXISTS (SELECT 1 FROM " + sql.target() + " WHERE " + sql.sameRow() + ") " + lock);
    }

    private String deleteOf(String onSource) {
        return "DELETE t FROM " + sql.target() + " JOIN " + plan.sourceName().quoted() + " s ON " + sql.sameRow()
                + " WHERE " + onSource;
    }

    /** As {@link #replaceKeepingOwn}; the columns that lead to the source's values stay as they are, too. */
    private void replaceKeepingFiner(Statement statement, String onSource) throws SQLException {
        String kept = Conversion.beside(plan, "kpt");
        String own = ownColumns("");
        String columns = sql.targetColumns() + (own.isEmpty() ? "" : ", " + own);
        String values = plan.columns().stream()
                .map(pair -> "c." + TableName.quote(pair.target().name()))
                .collect(Collectors.joining(", "));
        statement.execute("DROP TEMPORARY TABLE IF EXISTS " + kept);
        try (Conversion made = new Conversion(plan, sql, statement.getConnection(), "vre")) {
            made.fill(onSource);
            made.keep();
            made.storeOwn(kept, own.isEmpty() ? "" : ", " + ownColumns("t."));
            statement.executeLargeUpdate(deleteOf(onSource));
            statement.executeLargeUpdate("INSERT INTO " + plan.targetName().quoted() + " (" + columns + ") SELECT "
                    + values + (own.isEmpty() ? "" : ", " + ownColumns("t.")) + " FROM " + made.withOwn(kept));
        }
        statement.execute("DROP TEMPORARY TABLE " + kept);
    }

    /** All rows go before any comes, since rows that exchange the values of a unique key cannot be updated. */
    private void replaceKeepingOwn(Statement statement, String onSource) throws SQLException {
        String kept = Conversion.beside(plan, "kpt");
        String own = ownColumns("");
        String identity = plan.identity().stream()
                .map(pair -> "t." + TableName.quote(pair.target().name()))
                .collect(Collectors.joining(", "));
        statement.execute("DROP TEMPORARY TABLE IF EXISTS " + kept);
        statement.execute("CREATE TEMPORARY TABLE " + kept + " AS SELECT " + identity + ", " + ownColumns("t.")
                + " FROM " + sql.target() + " JOIN " + plan.sourceName().quoted() + " s ON " + sql.sameRow()
                + " WHERE " + onSource);
        statement.executeLargeUpdate(deleteOf(onSource));
        statement.executeLargeUpdate("INSERT INTO " + plan.targetName().quoted() + " (" + sql.targetColumns() + ", "
                + own + ") SELECT " + sql.selectList() + ", " + ownColumns("t.") + " FROM " + sql.source() + " JOIN "
                + kept + " t ON " + sql.sameRow() + " WHERE " + onSource + " " + lock);
        statement.execute("DROP TEMPORARY TABLE " + kept);
    }

    private String ownColumns(String prefix) {
        return ownColumns(plan).stream().map(name -> prefix + name).collect(Collectors.joining(", "));
    }

    /** Columns that only the target has, quoted. */
    static List<String> ownColumns(RowPlan plan) {
        Set<String> shared =
                plan.columns().stream().map(pair -> pair.target().name()).collect(Collectors.toSet());
        return plan.target().columns().stream()
                .filter(column -> !column.generated() && !shared.contains(column.name()))
                .map(column -> TableName.quote(column.name()))
                .toList();
    }
}
