package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a statement for one table.
 *
 * @param table the table or view; empty where its name could not be read
 * @param lines in the order in which people want to read them
 */
public record MigrationPlan(Optional<String> table, List<Line> lines) {
    /** The columns of {@link #rows}. */
    public static final List<RowSet.Column> COLUMNS = List.of(
            new RowSet.Column("table_name", RowSet.Type.TEXT),
            new RowSet.Column("aspect", RowSet.Type.TEXT),
            new RowSet.Column("item", RowSet.Type.TEXT),
            new RowSet.Column("value", RowSet.Type.TEXT));

    /**
     * One line.
     *
     * @param item what of the aspect: a word, or a name
     * @param value in words, or a number
     */
    public record Line(Aspect aspect, String item, String value) {}

    public MigrationPlan {
        lines = List.copyOf(lines);
    }

    /** Several plans as one result. */
    public static RowSet rows(List<MigrationPlan> plans) {
        return new RowSet(
                COLUMNS, plans.stream().flatMap(plan -> plan.rows().stream()).toList());
    }

    private List<List<Optional<String>>> rows() {
        return lines.stream()
                .map(line -> List.of(
                        table, Optional.of(line.aspect().word()), Optional.of(line.item()), Optional.of(line.value())))
                .toList();
    }
}
