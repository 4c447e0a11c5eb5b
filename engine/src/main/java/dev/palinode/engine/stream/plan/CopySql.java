package dev.palinode.engine.stream.plan;

import dev.palinode.engine.binlog.value.CopyExpression;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements of the copy, made once per stream. The source is {@code s}, the target {@code t}. */
public final class CopySql {
    private final RowPlan plan;
    private final String shareLock;
    private final String targetColumns;
    private final String selectList;
    private final String newColumns;
    private final String newValues;

    public CopySql(RowPlan plan, String shareLockNoWait) {
        this.plan = plan;
        this.shareLock = shareLockNoWait;
        this.targetColumns = plan.columns().stream()
                .map(pair -> TableName.quote(pair.target().name()))
                .collect(Collectors.joining(", "));
        this.selectList = plan.columns().stream().map(CopySql::read).collect(Collectors.joining(", "));
        this.newColumns = plan.newColumns();
        this.newValues = plan.newValues();
    }

    /** The source's expression for the target's column. */
    public static String read(ColumnPair pair) {
        String reference = "s." + TableName.quote(pair.source().name());
        return CopyExpression.select(pair.source(), pair.target(), reference).orElse(reference);
    }

    /** The shared columns of the target, comma separated. */
    public String targetColumns() {
        return targetColumns;
    }

    /** The source's expressions for {@link #targetColumns}. */
    public String selectList() {
        return selectList;
    }

    /** The columns of the target that a new row is written to, comma separated. */
    public String insertColumns() {
        return targetColumns + newColumns;
    }

    /** The expressions for {@link #insertColumns}. */
    public String insertList() {
        return selectList + newValues;
    }

    /** The target's expression for the source's column: how its value was copied, when the source was filled from it. */
    public static String readBack(ColumnPair pair) {
        String reference = "t." + TableName.quote(pair.target().name());
        return CopyExpression.select(/* source= */ pair.target(), /* target= */ pair.source(), reference)
                .orElse(reference);
    }

    /** The source with the index that the copy walks along, if the server lets itself be told. */
    public String source() {
        String index = plan.keyIsVisible() ? " FORCE INDEX (" + TableName.quote(plan.keyName()) + ")" : "";
        return plan.sourceName().quoted() + " s" + index;
    }

    /** The key's columns on the source. */
    public List<String> keyColumns() {
        return plan.key().stream()
                .map(pair -> "s." + TableName.quote(pair.source().name()))
                .toList();
    }

    /** The key's columns on the target. */
    public List<String> targetKeyColumns() {
        return plan.key().stream()
                .map(pair -> "t." + TableName.quote(pair.target().name()))
                .toList();
    }

    /** A chunk of the copy: the rows of the range, locked against writers until the transaction ends. */
    public String insertChunk(KeyRange range, boolean leaveOutPresent) {
        return "INSERT INTO " + plan.targetName().quoted() + " (" + insertColumns() + ") SELECT " + insertList()
                + " FROM " + source() + " WHERE " + range.condition(keyColumns())
                + (leaveOutPresent ? " AND NOT EXISTS (SELECT 1 FROM " + target() + " WHERE " + sameRow() + ")" : "")
                + " ORDER BY " + String.join(", ", keyColumns()) + " " + shareLock;
    }

    /** The target as {@code t}. */
    public String target() {
        return plan.targetName().quoted() + " t";
    }

    /** The condition that {@code s} and {@code t} are the same row by identity. */
    public String sameRow() {
        return plan.identity().stream().map(CopySql::equal).collect(Collectors.joining(" AND "));
    }

    private static String equal(ColumnPair pair) {
        String left = "t." + TableName.quote(pair.target().name());
        String right = "s." + TableName.quote(pair.source().name());
        boolean textual =
                pair.target().charset().isPresent() && pair.source().charset().isPresent();
        if (pair.sameType() || !textual) {
            return left + " = " + right;
        }
        String equal = left + " = CONVERT(" + right + " USING "
                + pair.target().charset().orElseThrow() + ") COLLATE "
                + pair.target().collation().orElseThrow();
        return pair.mayMerge() ? equal + " AND " + pair.exact(left) + " = " + pair.exact(right) : equal;
    }

    /** The condition that the target's row has one of the keys. */
    public String anyOnTarget(List<KeyTuple> keys) {
        List<String> columns = targetKeyColumns();
        return keys.stream()
                .map(key -> {
                    List<String> parts = new ArrayList<>();
                    for (int i = 0; i < key.literals().size(); i++) {
                        parts.add(plan.key()
                                .get(i)
                                .has(columns.get(i), key.literals().get(i)));
                    }
                    return "(" + String.join(" AND ", parts) + ")";
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /**
     * The same condition, with parts by which the source's row is found by an index where text changes its collation or
     * an ENUM its labels. Without them MariaDB would compare each row with each.
     */
    public String sameRowFromTarget() {
        String indexed = plan.identity().stream()
                .filter(CopySql::turnsRound)
                .map(CopySql::equalFromTarget)
                .collect(Collectors.joining(" AND "));
        return indexed.isEmpty() ? sameRow() : indexed + " AND " + sameRow();
    }

    /** Whether the target's value, brought to the source's type, is the value that it was made of. */
    private static boolean turnsRound(ColumnPair pair) {
        ColumnDef source = pair.source();
        ColumnDef target = pair.target();
        if (pair.sameType() || source.charset().isEmpty() || target.charset().isEmpty()) {
            return false;
        }
        boolean labels = target.labels().containsAll(source.labels())
                || (source.charset().equals(target.charset())
                        && source.collation().equals(target.collation()));
        return source.dataType().equals("enum")
                ? isPlainText(target) || (target.dataType().equals("enum") && labels)
                : isPlainText(source) && isPlainText(target);
    }

    private static boolean isPlainText(ColumnDef column) {
        return column.charset().isPresent() && !column.isEnumOrSet();
    }

    private static String equalFromTarget(ColumnPair pair) {
        return "s." + TableName.quote(pair.source().name()) + " = CONVERT(t."
                + TableName.quote(pair.target().name()) + " USING "
                + pair.source().charset().orElseThrow() + ") COLLATE "
                + pair.source().collation().orElseThrow();
    }

    /** The key at which a chunk of so many rows ends, as literals; no row means that the range ends before. */
    public String chunkEnd(KeyRange rest, int rows) {
        return "SELECT " + keyLiterals() + " FROM " + source() + " WHERE " + rest.condition(keyColumns()) + " ORDER BY "
                + String.join(", ", keyColumns()) + " LIMIT 1 OFFSET " + (rows - 1);
    }

    /** The key's columns as texts of literals. */
    public String keyLiterals() {
        List<String> literals = new ArrayList<>();
        plan.key()
                .forEach(pair -> literals.add(KeyLiterals.of(
                        pair.source(), "s." + TableName.quote(pair.source().name()))));
        return String.join(", ", literals);
    }
}
