package dev.palinode.engine.migration.plan;

import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.stream.plan.ColumnPair;
import dev.palinode.engine.stream.plan.RowPlan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What becomes of the columns of a table that is copied, in lines of a plan. */
final class ColumnLines {
    private ColumnLines() {}

    static void write(PlanSheet sheet, RowPlan rows) {
        String kept = rows.columns().stream()
                .filter(pair -> !isRenamed(pair))
                .map(ColumnLines::sourceName)
                .collect(Collectors.joining(", "));
        sheet.add(Aspect.COLUMN, "copied", kept);
        for (ColumnPair pair : rows.columns()) {
            if (isRenamed(pair)) {
                sheet.add(Aspect.COLUMN, "renamed", sourceName(pair) + " to " + targetName(pair));
            }
            String before = type(pair.source());
            String after = type(pair.target());
            if (!before.equals(after)) {
                sheet.add(Aspect.COLUMN, "changed", targetName(pair) + ": " + before + " to " + after);
            }
        }
        dropped(rows).forEach(column -> sheet.add(Aspect.COLUMN, "dropped", column.name() + " " + type(column)));
        Set<String> filled =
                rows.columns().stream().map(ColumnLines::targetName).collect(Collectors.toSet());
        rows.target().columns().stream()
                .filter(column -> !filled.contains(column.name()))
                .forEach(column -> added(sheet, rows, column));
    }

    private static void added(PlanSheet sheet, RowPlan rows, ColumnDef column) {
        boolean computed = column.generated();
        boolean there = computed && rows.source().column(column.name()).isPresent();
        sheet.add(
                Aspect.COLUMN,
                there ? "generated" : "added",
                column.name() + " " + type(column) + (computed ? " (computed)" : ""));
    }

    /** The columns of which no value is carried over. */
    static List<ColumnDef> dropped(RowPlan rows) {
        Set<String> carried =
                rows.columns().stream().map(ColumnLines::sourceName).collect(Collectors.toSet());
        return rows.source().columns().stream()
                .filter(column -> !column.generated()
                        || rows.target().column(column.name()).isEmpty())
                .filter(column -> !carried.contains(column.name()))
                .toList();
    }

    static String sourceName(ColumnPair pair) {
        return pair.source().name();
    }

    static String targetName(ColumnPair pair) {
        return pair.target().name();
    }

    private static boolean isRenamed(ColumnPair pair) {
        return !sourceName(pair).equals(targetName(pair));
    }

    private static String type(ColumnDef column) {
        return column.columnType()
                + column.collation().map(name -> " " + name).orElse("")
                + (column.nullable() ? "" : " NOT NULL");
    }
}
