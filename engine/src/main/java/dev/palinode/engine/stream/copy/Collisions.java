package dev.palinode.engine.stream.copy;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.IndexDef;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.plan.ColumnPair;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyLiterals;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells a real duplicate from a passing one.
 *
 * <p>Rows are read at different times, so a value of a unique key may seem taken twice: one row gave it up, another
 * took it, between the reads of their chunks. A duplicate is real only if two rows of the <em>source</em> have the
 * value at the same instant; then the migration fails and names both. Else the applier has to get further first. Where
 * the key is over prefixes, expressions or generated columns, or is not known by its name, the source cannot be asked: see
 * {@link Doubts}.
 */
public final class Collisions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Db db;
    private final RowPlan plan;
    private final CopySql sql;
    private final AppliedPosition applied;
    private final Doubts doubts = new Doubts();
    private volatile boolean leaveOutPresent;

    public Collisions(Db db, RowPlan plan, AppliedPosition applied) {
        this.db = db;
        this.plan = plan;
        this.sql = new CopySql(plan, db.dialect().shareLockNoWait());
        this.applied = applied;
    }

    /** Whether a chunk has met its own rows in the target, so that the copy must leave those out. */
    boolean leaveOutPresent() {
        return leaveOutPresent;
    }

    /**
     * A chunk of the copy met a duplicate. Returns when it makes sense to try again.
     *
     * @throws StreamFailure definite if the source itself has the value twice
     */
    void inCopy(KeyRange chunk, SQLException cause) throws SQLException, StreamFailure, InterruptedException {
        refuseIfReal(chunk.condition(sql.keyColumns()), cause);
        leaveOutPresent = true;
        Position now = db.with(db.dialect()::currentPosition);
        applied.await(now, PATIENCE);
    }

    /**
     * Looks for two rows of the source that have the same value of the unique key that the error names.
     *
     * @param condition restricts the source {@code s} to the rows that were to be written
     * @throws StreamFailure definite if there are two
     */
    public void refuseIfReal(String condition, SQLException cause) throws SQLException, StreamFailure {
        Optional<IndexDef> key = keyOf(cause);
        Optional<List<ColumnPair>> columns = key.flatMap(this::shared);
        if (columns.isEmpty()) {
            if (doubts.mayPass(key.map(IndexDef::name).orElse(""))) {
                return;
            }
            throw StreamFailure.definite(readable(String.valueOf(cause.getMessage())));
        }
        Optional<String> both = db.with(connection -> twins(connection, condition, columns.get()));
        if (both.isPresent()) {
            throw StreamFailure.definite(readable(String.valueOf(cause.getMessage())) + ": " + both.get());
        }
    }

    private String readable(String message) {
        return message.replace(plan.targetName().table(), plan.sourceName().table());
    }

    /** That whose name the message ends with: a name may hold dots and quotes, and the value before it anything. */
    private Optional<IndexDef> keyOf(SQLException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return plan.target().uniqueKeys().stream()
                .filter(key -> {
                    String name = key.name().toLowerCase(Locale.ROOT);
                    return message.endsWith("'" + name + "'") || message.endsWith("." + name + "'");
                })
                .max(Comparator.comparing(key -> key.name().length()));
    }

    /** The key's columns as pairs; empty when one of them is not carried from the source as it is. */
    private Optional<List<ColumnPair>> shared(IndexDef key) {
        List<ColumnPair> pairs = new ArrayList<>();
        for (String column : key.columns()) {
            plan.columns().stream()
                    .filter(pair -> pair.target().name().equalsIgnoreCase(column))
                    .findFirst()
                    .ifPresent(pairs::add);
        }
        return pairs.size() == key.columns().size() && !key.prefixed() ? Optional.of(pairs) : Optional.empty();
    }

    private Optional<String> twins(Connection connection, String condition, List<ColumnPair> unique)
            throws SQLException {
        Optional<String> within = first(connection, withinSource(condition, unique));
        if (within.isPresent()) {
            return within;
        }
        String candidate = "SELECT " + sql.keyLiterals() + ", " + targetLiterals() + " FROM " + sql.source() + " JOIN "
                + sql.target() + " ON " + valuesEqual("s", "t", unique) + " AND NOT (" + sql.sameRow() + ") WHERE "
                + condition + " LIMIT 20";
        int width = plan.key().size();
        List<List<String>> pairs = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(candidate)) {
            while (rows.next()) {
                List<String> literals = new ArrayList<>();
                for (int i = 1; i <= 2 * width; i++) {
                    literals.add(rows.getString(i));
                }
                pairs.add(literals);
            }
        }
        for (List<String> pair : pairs) {
            String where = where("s", pair.subList(0, width)) + " AND " + where("b", pair.subList(width, 2 * width));
            Optional<String> found = first(connection, bothRows(where, unique));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Two rows of the source in the same piece. */
    private String withinSource(String condition, List<ColumnPair> unique) {
        String values = unique.stream()
                .map(pair -> targetForm("s." + TableName.quote(pair.source().name()), pair))
                .collect(Collectors.joining(", "));
        String notNull = unique.stream()
                .map(pair -> "s." + TableName.quote(pair.source().name()) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        // Not as text, since texts that are equal would both be the first of them.
        String shown = "CAST(CONVERT(" + shown("s") + " USING utf8mb4) AS BINARY)";
        return "SELECT CONCAT('rows (', CONVERT(MIN(" + shown + ") USING utf8mb4), ') and (', CONVERT(MAX(" + shown
                + ") USING utf8mb4), ') have the same value') FROM "
                + sql.source() + " WHERE " + condition + " AND " + notNull + " GROUP BY " + values
                + " HAVING COUNT(*) > 1 LIMIT 1";
    }

    private String bothRows(String where, List<ColumnPair> unique) {
        return "SELECT CONCAT('rows (', " + shown("s") + ", ') and (', " + shown("b")
                + ", ') have the same value') FROM "
                + plan.sourceName().quoted() + " s JOIN " + plan.sourceName().quoted() + " b WHERE " + where
                + " AND NOT (" + sameKey() + ") AND "
                + unique.stream()
                        .map(pair -> targetForm(
                                        "s." + TableName.quote(pair.source().name()), pair) + " = "
                                + targetForm(
                                        "b." + TableName.quote(pair.source().name()), pair))
                        .collect(Collectors.joining(" AND "));
    }

    /** What the target still has of a row by another spelling of its key is no second row. */
    private String sameKey() {
        return plan.key().stream()
                .map(pair -> TableName.quote(pair.source().name()))
                .map(name -> "s." + name + " = b." + name)
                .collect(Collectors.joining(" AND "));
    }

    private static String targetForm(String reference, ColumnPair pair) {
        if (pair.target().charset().isEmpty() || pair.sameType()) {
            return reference;
        }
        return "CONVERT(" + reference + " USING " + pair.target().charset().get() + ") COLLATE "
                + pair.target().collation().orElseThrow();
    }

    private String where(String alias, List<String> literals) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < literals.size(); i++) {
            parts.add(alias + "." + TableName.quote(plan.key().get(i).source().name()) + " = " + literals.get(i));
        }
        return String.join(" AND ", parts);
    }

    private String valuesEqual(String left, String right, List<ColumnPair> unique) {
        return unique.stream()
                .map(pair -> right + "." + TableName.quote(pair.target().name()) + " = "
                        + targetForm(left + "." + TableName.quote(pair.source().name()), pair))
                .collect(Collectors.joining(" AND "));
    }

    private String targetLiterals() {
        return plan.key().stream()
                .map(pair -> KeyLiterals.of(
                        pair.target(), "t." + TableName.quote(pair.target().name())))
                .collect(Collectors.joining(", "));
    }

    private String shown(String alias) {
        return "CONCAT_WS(', ', "
                + plan.key().stream()
                        .map(pair -> "CONCAT('"
                                + pair.source().name().replace("'", "''").toLowerCase(Locale.ROOT) + " = ', " + "CAST("
                                + alias + "." + TableName.quote(pair.source().name()) + " AS CHAR))")
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static Optional<String> first(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }
}
