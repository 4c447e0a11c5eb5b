package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.base.TerminalErrors;
import dev.palinode.engine.stream.plan.ColumnPair;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rows of the source as the target would have them, in a temporary table {@code c}, made by the expressions of the copy.
 *
 * <p>In a stream back, the target's rows are there from before the source was filled from them, and may be finer than
 * what it has of them. So they are brought into the source's types as well, in a temporary table {@code f} with rows of the
 * same numbers: a column is equal when either way leads from one side to the other.
 */
final class Conversion implements AutoCloseable {
    private static final String NUMBER = "_vt_n";
    private static final String DIGESTS = "_vt_d";

    /** For each of the finer columns 1, or 0 where the source cannot hold the value. */
    private static final String GOOD = "_vt_good";

    private final RowPlan plan;
    private final CopySql sql;
    private final Connection connection;
    private final String converted;
    private final String back;
    private final boolean keeps;

    /** Columns whose value in the target is compared in the source's types; those that the source computes are not. */
    private final List<ColumnPair> finer;

    /** @param hint three letters that tell the tables apart from others on the same connection */
    Conversion(RowPlan plan, CopySql sql, Connection connection, String hint) throws SQLException {
        this.plan = plan;
        this.sql = sql;
        this.connection = connection;
        this.converted = beside(plan, hint);
        this.back = beside(plan, hint + "f");
        this.keeps = plan.keepsFiner();
        this.finer = plan.columns().stream()
                .filter(pair -> plan.keeps(pair) && !pair.source().generated())
                .toList();
        execute("CREATE TEMPORARY TABLE " + converted
                + (keeps
                        ? " (" + NUMBER + " BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, " + DIGESTS
                                + " LONGBLOB)"
                        : "")
                + " AS SELECT " + sql.targetColumns() + " FROM "
                + plan.targetName().quoted() + " LIMIT 0");
        if (keeps) {
            execute("CREATE TEMPORARY TABLE " + back + " (" + NUMBER
                    + " BIGINT UNSIGNED NOT NULL DEFAULT 0 PRIMARY KEY, " + GOOD + " LONGBLOB)" + typesOfSource());
        }
    }

    private String typesOfSource() {
        return finer.isEmpty()
                ? ""
                : " AS SELECT "
                        + finer.stream().map(Conversion::source).collect(Collectors.joining(", ")) + " FROM "
                        + plan.sourceName().quoted() + " LIMIT 0";
    }

    /** A temporary table of the name of the target with another hint. */
    static String beside(RowPlan plan, String hint) {
        return plan.targetName()
                .sibling("_vt_" + hint + "_" + plan.targetName().table().replaceAll("^_vt_[a-z]+_", ""))
                .quoted();
    }

    private static String source(ColumnPair pair) {
        return TableName.quote(pair.source().name());
    }

    private static String target(ColumnPair pair) {
        return TableName.quote(pair.target().name());
    }

    /** Takes the rows of the source that meet the condition, in the place of those that were there. */
    void fill(String onSource) throws SQLException {
        execute("DELETE FROM " + converted);
        execute("INSERT INTO " + converted + " (" + sql.targetColumns() + (keeps ? ", " + DIGESTS : "") + ") SELECT "
                + sql.selectList() + (keeps ? ", " + digests() : "") + " FROM " + sql.source() + " WHERE " + onSource);
        if (keeps) {
            execute("DELETE FROM " + back);
            bringBack();
        }
    }

    private String digests() {
        return "CONCAT(''" + list(pair -> ", " + RowText.digest(pair.source(), "s." + source(pair))) + ")";
    }

    /** A value that the source cannot hold is none that it was filled from. */
    private void bringBack() throws SQLException {
        try {
            bringBack("TRUE");
        } catch (SQLException e) {
            if (!TerminalErrors.contains(e)) {
                throw e;
            }
            bringBack(numbers());
        }
    }

    private void bringBack(List<Long> numbers) throws SQLException {
        if (numbers.isEmpty()) {
            return;
        }
        try {
            bringBack("c." + NUMBER + " BETWEEN " + numbers.get(0) + " AND " + numbers.get(numbers.size() - 1));
        } catch (SQLException e) {
            if (!TerminalErrors.contains(e)) {
                throw e;
            }
            if (numbers.size() > 1) {
                int half = numbers.size() / 2;
                bringBack(numbers.subList(0, half));
                bringBack(numbers.subList(half, numbers.size()));
            } else {
                oneByOne(numbers.get(0));
            }
        }
    }

    /** The columns of one row, those that the source can hold. */
    private void oneByOne(long number) throws SQLException {
        attempt("INSERT IGNORE INTO " + back + " (" + NUMBER + ", " + GOOD + ") VALUES (" + number + ", REPEAT('0', "
                + finer.size() + "))");
        for (int i = 0; i < finer.size(); i++) {
            ColumnPair pair = finer.get(i);
            attempt("UPDATE " + back + " f JOIN " + converted + " c ON c." + NUMBER + " = f." + NUMBER + " JOIN "
                    + sql.target() + " ON " + same() + " SET f." + GOOD + " = INSERT(f." + GOOD + ", " + (i + 1)
                    + ", 1, '1'), f." + source(pair) + " = " + CopySql.readBack(pair) + backMoments(pair) + " WHERE f."
                    + NUMBER + " = " + number);
        }
    }

    private void attempt(String statement) throws SQLException {
        try {
            execute(statement);
        } catch (SQLException e) {
            if (!TerminalErrors.contains(e)) {
                throw e;
            }
        }
    }

    /** Those of the other columns that the server might set by itself. */
    private String backMoments(ColumnPair set) {
        return finer.stream()
                .filter(pair -> pair.source().isMoment() && !pair.equals(set))
                .map(pair -> ", f." + source(pair) + " = f." + source(pair))
                .collect(Collectors.joining());
    }

    private void bringBack(String which) throws SQLException {
        execute("INSERT INTO " + back + " (" + NUMBER + ", " + GOOD + list(pair -> ", " + source(pair)) + ") SELECT c."
                + NUMBER + ", REPEAT('1', " + finer.size() + ")" + list(pair -> ", " + CopySql.readBack(pair))
                + " FROM " + converted + " c JOIN " + sql.target() + " ON " + same() + " WHERE " + other() + " AND "
                + which);
    }

    private String list(Function<ColumnPair, String> item) {
        return finer.stream().map(item).collect(Collectors.joining());
    }

    private List<Long> numbers() throws SQLException {
        List<Long> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT c." + NUMBER + " FROM " + converted + " c JOIN "
                        + sql.target() + " ON " + same() + " WHERE " + other() + " ORDER BY 1")) {
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
        }
        return found;
    }

    /** The tables, for {@link #differ}. */
    String tables() {
        return converted + " c LEFT JOIN " + sql.target() + " ON " + same()
                + (keeps ? " LEFT JOIN " + back + " f ON f." + NUMBER + " = c." + NUMBER : "");
    }

    /** The condition that both sides have the row and it is not the same. */
    String differ() {
        return keeps
                ? other() + " AND NOT ("
                        + plan.columns().stream()
                                .filter(pair -> !plan.keeps(pair) || finer.contains(pair))
                                .map(this::equal)
                                .collect(Collectors.joining(" AND "))
                        + ")"
                : other();
    }

    private String other() {
        return RowText.ofTarget(plan.columns(), "c") + " <> " + RowText.ofTarget(plan.columns(), "t");
    }

    private String equal(ColumnPair pair) {
        String there = RowText.same(pair.target(), "c." + target(pair), "t." + target(pair));
        return finer.contains(pair) ? "(" + there + " OR " + equalBack(pair) + ")" : there;
    }

    /** Never NULL: where there is no such row, the number is. */
    private String equalBack(ColumnPair pair) {
        int place = finer.indexOf(pair);
        return "(f." + NUMBER + " IS NOT NULL AND SUBSTRING(f." + GOOD + ", " + (place + 1)
                + ", 1) = '1' AND SUBSTRING(c."
                + DIGESTS + ", " + (1 + place * RowText.DIGITS) + ", " + RowText.DIGITS + ") = "
                + RowText.digest(pair.source(), "f." + source(pair)) + ")";
    }

    private String same() {
        return plan.identity().stream()
                .map(pair -> pair.has("t." + target(pair), "c." + target(pair)))
                .collect(Collectors.joining(" AND "));
    }

    /** Puts what the target's rows keep in the place of what was made of the source's. */
    void keep() throws SQLException {
        for (ColumnPair pair : plan.columns()) {
            if (plan.keeps(pair)) {
                String moments = plan.columns().stream()
                        .filter(one -> one.target().isMoment() && !one.equals(pair))
                        .map(one -> ", c." + target(one) + " = c." + target(one))
                        .collect(Collectors.joining());
                execute("UPDATE " + tables() + " SET c." + target(pair) + " = t." + target(pair) + moments + " WHERE "
                        + (finer.contains(pair)
                                ? equalBack(pair)
                                : "t." + target(plan.identity().get(0)) + " IS NOT NULL"));
            }
        }
    }

    /**
     * Stores what the target alone has of the rows in a temporary table.
     *
     * @param own columns, each with a comma before it and {@code t.}
     */
    void storeOwn(String table, String own) throws SQLException {
        execute("CREATE TEMPORARY TABLE " + table + " (PRIMARY KEY (" + NUMBER + ")) AS SELECT c." + NUMBER + own
                + " FROM " + converted + " c JOIN " + sql.target() + " ON " + same());
    }

    /** The rows with those of {@link #storeOwn}, as {@code t}. */
    String withOwn(String table) {
        return converted + " c JOIN " + table + " t ON t." + NUMBER + " = c." + NUMBER;
    }

    private void execute(String statement) throws SQLException {
        try (Statement one = connection.createStatement()) {
            one.executeLargeUpdate(statement);
        }
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            execute("DROP TEMPORARY TABLE IF EXISTS " + converted + (keeps ? ", " + back : ""));
        }
    }
}
