package dev.palinode.engine.stream.verify;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.plan.ColumnPair;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.ParkedRow;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes parked rows to a target that keeps values of its own, from the source, within the caller's transaction. All of them
 * go from where the target has them before any is written, since they may have exchanged keys or values.
 */
public final class RowRewrite {
    private static final String NUMBER = "_vt_n";

    private final RowPlan plan;
    private final CopySql copy;
    private final TargetSql sql;
    private final String kept;
    private final List<String> own;

    public RowRewrite(RowPlan plan, CopySql copy, TargetSql sql) {
        this.plan = plan;
        this.copy = copy;
        this.sql = sql;
        this.kept = Conversion.beside(plan, "own");
        this.own = RowRepair.ownColumns(plan);
    }

    /**
     * Writes the rows, which the source has, and which are locked there.
     *
     * @param all whether there are no other parked rows: then nobody else can stand where one of these is to be
     * @return false if another row stands there; then the transaction is to be rolled back
     */
    public boolean write(Connection tx, List<ParkedRow> rows, boolean all) throws SQLException {
        try (Statement statement = tx.createStatement()) {
            statement.execute("DROP TEMPORARY TABLE IF EXISTS " + kept);
            statement.execute(
                    "CREATE TEMPORARY TABLE " + kept + " (" + NUMBER + " INT NOT NULL DEFAULT 0 PRIMARY KEY) AS SELECT "
                            + keptColumns() + " FROM " + plan.targetName().quoted() + " LIMIT 0");
            for (int i = 0; i < rows.size(); i++) {
                int number = i;
                named(rows.get(i), row -> keep(statement, number, row));
            }
            for (ParkedRow one : rows) {
                named(one, row -> remove(statement, row, all));
            }
            for (ParkedRow row : rows) {
                if (!all && stands(statement, row)) {
                    return false;
                }
            }
            for (int i = 0; i < rows.size(); i++) {
                int number = i;
                named(rows.get(i), row -> insert(statement, number, row));
            }
            statement.execute("DROP TEMPORARY TABLE " + kept);
            return true;
        }
    }

    /** What is done with one row. */
    @FunctionalInterface
    private interface Step {
        void with(ParkedRow row) throws SQLException;
    }

    /** An error says which row it is about. */
    private void named(ParkedRow row, Step step) throws SQLException {
        try {
            step.with(row);
        } catch (SQLException e) {
            throw SqlFault.isDuplicate(e) || SqlFault.isTransient(e)
                    ? e
                    : plan.named(row.key().literals(), e);
        }
    }

    private String keptColumns() {
        Stream<String> finer = plan.columns().stream().filter(plan::keeps).map(RowRewrite::target);
        return Stream.concat(own.stream(), finer).collect(Collectors.joining(", "));
    }

    private void keep(Statement statement, int number, ParkedRow row) throws SQLException {
        if (row.at().isPresent()) {
            statement.executeLargeUpdate("INSERT INTO " + kept + " (" + NUMBER + ", " + keptColumns() + ") SELECT "
                    + number + ", " + keptColumns() + " FROM "
                    + plan.targetName().quoted() + " WHERE "
                    + sql.where(row.at().get()) + " LIMIT 1");
        }
    }

    private void remove(Statement statement, ParkedRow row, boolean all) throws SQLException {
        List<List<String>> places = new ArrayList<>();
        row.at().ifPresent(places::add);
        if (all) {
            places.add(row.identity());
        }
        if (!places.isEmpty()) {
            statement.executeLargeUpdate(sql.delete(places));
        }
    }

    private boolean stands(Statement statement, ParkedRow row) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql.stands(row.identity()))) {
            return found.next();
        }
    }

    private void insert(Statement statement, int number, ParkedRow row) throws SQLException {
        long written = statement.executeLargeUpdate(insertKept(number, row));
        if (written == 0) {
            written = statement.executeLargeUpdate(insertNew(row));
        }
        if (written != 1) {
            throw new IllegalStateException("a row that is locked is not there: " + row.key());
        }
    }

    /** Nothing if the target did not have the row. */
    private String insertKept(int number, ParkedRow row) {
        String values = Stream.concat(
                        plan.columns().stream().map(pair -> value(pair, row)),
                        own.stream().map(name -> "k." + name))
                .collect(Collectors.joining(", "));
        String columns = Stream.concat(plan.columns().stream().map(RowRewrite::target), own.stream())
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + plan.targetName().quoted() + " (" + columns + ") SELECT " + values + " FROM "
                + copy.source() + " JOIN " + kept + " k ON k." + NUMBER + " = " + number + " WHERE " + isRow(row);
    }

    private String value(ColumnPair pair, ParkedRow row) {
        boolean keeps = plan.keeps(pair) && !row.changed().contains(pair.index());
        return keeps ? "k." + target(pair) : CopySql.read(pair);
    }

    private String insertNew(ParkedRow row) {
        return "INSERT INTO " + plan.targetName().quoted() + " (" + copy.insertColumns() + ") SELECT "
                + copy.insertList() + " FROM " + copy.source() + " WHERE " + isRow(row);
    }

    private String isRow(ParkedRow row) {
        List<KeyTuple> key = List.of(row.key());
        return RangeDiff.anyOf(copy.keyColumns(), key);
    }

    private static String target(ColumnPair pair) {
        return TableName.quote(pair.target().name());
    }
}
