package dev.palinode.engine.stream.plan;

import dev.palinode.engine.binlog.RowImage;
import dev.palinode.engine.binlog.value.CopyExpression;
import dev.palinode.engine.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements of the apply: all values are literals, and only shared columns are ever written. */
public final class TargetSql {
    /** The same value may be written in other bytes, as JSON is; that is looked at where it costs little memory. */
    private static final int SMALL = 8 * 1024 * 1024;

    private final RowPlan plan;
    private final String table;
    private final List<String> identityNames;
    private final String columnList;
    private final String onDuplicate;
    private final String derived;
    private final String kept;
    private final List<ColumnPair> finer;
    private final String newColumns;
    private final String newValues;

    public TargetSql(RowPlan plan) {
        this.plan = plan;
        this.table = plan.targetName().quoted();
        this.identityNames = plan.identity().stream()
                .map(pair -> TableName.quote(pair.target().name()))
                .toList();
        this.columnList = plan.columns().stream()
                .map(pair -> TableName.quote(pair.target().name()))
                .collect(Collectors.joining(", "));
        this.newColumns = plan.newColumns();
        this.newValues = plan.newValues();
        this.derived = plan.newDerived().stream()
                .map(name -> ", " + name + " = DEFAULT")
                .collect(Collectors.joining());
        this.kept = plan.ownMoments().stream()
                .map(name -> ", " + name + " = " + name)
                .collect(Collectors.joining());
        this.finer = plan.columns().stream().filter(plan::keeps).toList();
        this.onDuplicate = plan.columns().stream()
                .map(pair -> TableName.quote(pair.target().name()))
                .map(name -> name + " = VALUES(" + name + ")")
                .collect(Collectors.joining(", "));
    }

    /** The identity of a row image, as literals. */
    public List<String> identity(RowImage image) {
        return plan.identity().stream().map(pair -> value(pair, image)).toList();
    }

    /** The iteration key of a row image, as literals of the source. */
    public KeyTuple key(RowImage image) {
        return new KeyTuple(
                plan.key().stream().map(pair -> image.literal(pair.index())).toList());
    }

    /** Removes the rows of these identities. */
    public String delete(Collection<List<String>> identities) {
        if (identityNames.size() == 1 && !plan.identity().get(0).mayMerge()) {
            return "DELETE FROM " + table + " WHERE " + identityNames.get(0) + " IN ("
                    + identities.stream().map(one -> one.get(0)).collect(Collectors.joining(", ")) + ")";
        }
        return "DELETE FROM " + table + " WHERE "
                + identities.stream().map(one -> "(" + where(one) + ")").collect(Collectors.joining(" OR "));
    }

    /** Writes whole rows, over those that are there; only where the identity is the only unique key. */
    public String upsert(Collection<RowImage> images) {
        return insert(images) + " ON DUPLICATE KEY UPDATE " + onDuplicate + derived + kept;
    }

    /** Writes whole rows that are not there. */
    public String insert(Collection<RowImage> images) {
        return "INSERT INTO " + table + " (" + columnList + newColumns + ") VALUES "
                + images.stream().map(this::tuple).collect(Collectors.joining(", "));
    }

    /** The columns that an event has not changed and that the target keeps, by their places in the images. */
    public Set<Integer> unchanged(RowImage before, RowImage after) {
        boolean small = before.bytes() + after.bytes() <= SMALL;
        return finer.stream()
                .map(ColumnPair::index)
                .filter(index -> before.hasSame(after, index)
                        || (small && before.literal(index).equals(after.literal(index))))
                .collect(Collectors.toSet());
    }

    /** The columns that events may leave unchanged and that the target keeps then, by their places in the images. */
    public Set<Integer> finer() {
        return finer.stream().map(ColumnPair::index).collect(Collectors.toSet());
    }

    /** Changes the shared columns of one row, but for those that it keeps; the count of rows found says whether it is there. */
    public String update(RowOp op) {
        RowImage image = op.image().orElseThrow();
        List<String> sets = new ArrayList<>();
        for (ColumnPair pair : plan.columns()) {
            String name = TableName.quote(pair.target().name());
            if (!op.kept().contains(pair.index())) {
                sets.add(name + " = " + value(pair, image));
            } else if (pair.target().isMoment() || plan.identity().contains(pair)) {
                sets.add(name + " = " + name); // not by the server, ON UPDATE; and something has to be set
            }
        }
        return "UPDATE " + table + " SET " + String.join(", ", sets) + derived + kept + " WHERE "
                + where(op.identity());
    }

    /** Whether the row's identity changes. */
    public boolean moves(RowOp op) {
        return op.image().map(image -> !identity(image).equals(op.identity())).orElse(false);
    }

    /** Whether the target has a row that it takes for one of the identity; also one that only looks like it. */
    public String stands(List<String> identity) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < identity.size(); i++) {
            parts.add(identityNames.get(i) + " = " + identity.get(i));
        }
        return "SELECT 1 FROM " + table + " WHERE " + String.join(" AND ", parts) + " LIMIT 1";
    }

    private String tuple(RowImage image) {
        return plan.columns().stream()
                .map(pair -> value(pair, image))
                .collect(Collectors.joining(", ", "(", newValues + ")"));
    }

    private static String value(ColumnPair pair, RowImage image) {
        return CopyExpression.apply(pair.source(), pair.target(), image.literal(pair.index()));
    }

    /** The condition that a row of the target has the identity. */
    public String where(List<String> identity) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < identity.size(); i++) {
            parts.add(plan.identity().get(i).has(identityNames.get(i), identity.get(i)));
        }
        return String.join(" AND ", parts);
    }
}
