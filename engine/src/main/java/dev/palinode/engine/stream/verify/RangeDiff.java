package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyLiterals;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the two sides of a stream over a piece of the key space, each time as of one instant of the server.
 *
 * <p>Where types differ, the source's rows are first brought into a temporary table of the target's types by the very
 * expressions of the copy, so that "equal" means "what the copy would have written", or in a stream back "what the source was
 * filled from": see {@link Conversion}.
 */
public final class RangeDiff implements AutoCloseable {
    /** Differing rows that are looked at in one go. */
    static final int MAX_KEYS = 200;

    private final RowPlan plan;
    private final CopySql sql;
    private final Connection connection;
    private final Optional<Conversion> conversion;

    RangeDiff(RowPlan plan, CopySql sql, Connection connection) throws SQLException {
        this.plan = plan;
        this.sql = sql;
        this.connection = connection;
        this.conversion = plan.sameTexts() && !plan.keepsFiner()
                ? Optional.empty()
                : Optional.of(new Conversion(plan, sql, connection, "vdf"));
    }

    /**
     * Rows and checksum of one side.
     *
     * @param rows how many
     * @param checksum see {@link RowText#sumOfSource}
     */
    record Sum(long rows, String checksum) {}

    /** Whether both sides can be summed over a key range. */
    boolean summable() {
        return plan.sameTexts() && plan.keyRangesAgree();
    }

    Sum sourceSum(KeyRange range) throws SQLException {
        String from = sql.source() + " WHERE " + range.condition(sql.keyColumns());
        return sum(connection, RowText.sumOfSource(plan.columns(), "s"), from);
    }

    /** Of the target, on another connection. */
    Sum targetSum(Connection second, KeyRange range) throws SQLException {
        String from = sql.target() + " WHERE " + range.condition(sql.targetKeyColumns());
        return sum(second, RowText.sumOfTarget(plan.columns(), "t"), from);
    }

    private static Sum sum(Connection connection, String checksum, String from) throws SQLException {
        String query = "SELECT COUNT(*), " + checksum + " FROM " + from;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return new Sum(rows.getLong(1), String.valueOf(rows.getString(2)));
        }
    }

    /** Rows of the source in the range. */
    long sourceRows(KeyRange range) throws SQLException {
        String query = "SELECT COUNT(*) FROM " + sql.source() + " WHERE " + range.condition(sql.keyColumns());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Keys in the range whose rows differ or that one side lacks; at most {@link #MAX_KEYS}. */
    List<KeyTuple> differing(KeyRange range) throws SQLException {
        List<KeyTuple> found =
                new ArrayList<>(differing(range.condition(sql.keyColumns()), range.condition(sql.targetKeyColumns())));
        if (!plan.keyRangesAgree() && range.upper().isEmpty()) {
            // A range of the source says nothing about which rows the target should have: all of them at the end.
            found.addAll(onTargetOnly("TRUE", sql.sameRowFromTarget()));
        }
        return firstOf(found);
    }

    /** Those of the keys whose rows differ or that one side lacks. */
    List<KeyTuple> differing(List<KeyTuple> keys) throws SQLException {
        String onTarget = sql.anyOnTarget(keys);
        List<KeyTuple> found = new ArrayList<>(differing(anyOf(sql.keyColumns(), keys), onTarget));
        if (!plan.keyRangesAgree()) {
            found.addAll(onTargetOnly(onTarget, sql.sameRowFromTarget()));
        }
        return firstOf(found);
    }

    private List<KeyTuple> differing(String onSource, String onTarget) throws SQLException {
        Set<KeyTuple> found = new LinkedHashSet<>();
        if (conversion.isEmpty()) {
            found.addAll(
                    keys("SELECT " + sql.keyLiterals() + " FROM " + sql.source() + " LEFT JOIN " + sql.target() + " ON "
                            + sql.sameRow() + " WHERE " + onSource + " AND (" + absent("t") + " OR "
                            + RowText.ofSource(plan.columns(), "s") + " <> " + RowText.ofTarget(plan.columns(), "t")
                            + ") LIMIT "
                            + MAX_KEYS));
        } else {
            found.addAll(differing(conversion.get(), onSource));
        }
        if (plan.keyRangesAgree()) {
            found.addAll(onTargetOnly(onTarget, sql.sameRow()));
        }
        return firstOf(List.copyOf(found));
    }

    private static List<KeyTuple> firstOf(List<KeyTuple> found) {
        return List.copyOf(found.subList(0, Math.min(MAX_KEYS, found.size())));
    }

    private List<KeyTuple> onTargetOnly(String onTarget, String same) throws SQLException {
        return keys("SELECT " + targetKeyLiterals() + " FROM " + sql.target() + " LEFT JOIN "
                + plan.sourceName().quoted() + " s ON " + same + " WHERE " + onTarget + " AND s."
                + TableName.quote(plan.key().get(0).source().name()) + " IS NULL LIMIT " + MAX_KEYS);
    }

    private List<KeyTuple> differing(Conversion made, String onSource) throws SQLException {
        made.fill(onSource);
        return keys("SELECT " + keyLiteralsOf("c") + " FROM " + made.tables() + " WHERE " + absent("t") + " OR "
                + made.differ() + " LIMIT " + MAX_KEYS);
    }

    private String absent(String alias) {
        return alias + "." + TableName.quote(plan.identity().get(0).target().name()) + " IS NULL";
    }

    private String targetKeyLiterals() {
        return keyLiteralsOf("t");
    }

    private String keyLiteralsOf(String alias) {
        return plan.key().stream()
                .map(pair -> KeyLiterals.ofTarget(
                        pair, alias + "." + TableName.quote(pair.target().name())))
                .collect(Collectors.joining(", "));
    }

    private List<KeyTuple> keys(String query) throws SQLException {
        List<KeyTuple> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                List<String> literals = new ArrayList<>();
                for (int i = 1; i <= plan.key().size(); i++) {
                    literals.add(rows.getString(i));
                }
                found.add(new KeyTuple(literals));
            }
        }
        return found;
    }

    /** The condition that the columns have one of the keys' values. */
    public static String anyOf(List<String> columns, List<KeyTuple> keys) {
        return keys.stream()
                .map(key -> {
                    List<String> parts = new ArrayList<>();
                    for (int i = 0; i < key.literals().size(); i++) {
                        parts.add(columns.get(i) + " = " + key.literals().get(i));
                    }
                    return "(" + String.join(" AND ", parts) + ")";
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    @Override
    public void close() throws SQLException {
        if (conversion.isPresent()) {
            conversion.get().close();
        }
    }
}
