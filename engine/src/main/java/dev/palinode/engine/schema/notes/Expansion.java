package dev.palinode.engine.schema.notes;

import dev.palinode.engine.schema.ColumnDef;
import java.util.List;
import java.util.Optional;

/** Whether a column of the new table can hold values that its column of the old table cannot. The first reason counts. */
final class Expansion {
    private final ColumnDef source;
    private final ColumnDef target;
    private final ColumnRange from;
    private final ColumnRange to;

    private Expansion(ColumnDef source, ColumnDef target) {
        this.source = source;
        this.target = target;
        this.from = ColumnRange.of(source);
        this.to = ColumnRange.of(target);
    }

    /** Why it can; empty if it cannot. */
    static Optional<String> of(ColumnDef source, ColumnDef target) {
        Expansion expansion = new Expansion(source, target);
        return expansion
                .general()
                .or(expansion::integers)
                .or(expansion::fractions)
                .or(expansion::times)
                .or(expansion::texts)
                .or(expansion::labels);
    }

    private static Optional<String> when(boolean condition, String note) {
        return condition ? Optional.of(note) : Optional.empty();
    }

    private Optional<String> general() {
        return when(!source.nullable() && target.nullable(), "is NULL-able in the new definition, and was not")
                .or(() -> when(from.blobRank() == 0 && to.length() > from.length(), "increased length"))
                .or(() -> when(
                        to.scale() > from.scale()
                                && (isDecimal(source) || isTime(source))
                                && isDecimal(source) == isDecimal(target),
                        "increased scale"))
                .or(() -> when(
                        source.isUnsigned() && !target.isUnsigned() && isNumber(target),
                        "was unsigned, and is signed"));
    }

    private Optional<String> integers() {
        boolean both = source.isInteger() && target.isInteger();
        return when(both && to.integerBytes() > from.integerBytes(), "increased integer range")
                .or(() -> when(
                        both && !source.isUnsigned() && target.isUnsigned() && to.integerBytes() >= from.integerBytes(),
                        "is unsigned, and exceeds the old range"));
    }

    private Optional<String> fractions() {
        return when(
                        source.dataType().equals("float") && target.dataType().equals("double"),
                        "increased floating point range")
                .or(() -> when(!source.isFloat() && target.isFloat(), "is a floating point number now"))
                .or(() -> when(!isDecimal(source) && isDecimal(target), "is a decimal number now"))
                .or(() -> when(
                        isDecimal(source) && isDecimal(target) && to.integerDigits() > from.integerDigits(),
                        "increased decimal range"));
    }

    private Optional<String> times() {
        boolean wider = switch (target.dataType()) {
            case "datetime" -> List.of("time", "date", "timestamp").contains(source.dataType());
            case "timestamp" -> List.of("time", "date").contains(source.dataType());
            case "date" -> source.dataType().equals("timestamp");
            default -> false;
        };
        return when(wider, "expanded data type");
    }

    private Optional<String> texts() {
        String before = source.charset().orElse("");
        String after = target.charset().orElse("");
        boolean both = !before.isEmpty() && !after.isEmpty() && !before.equals(after);
        return when(to.blobRank() > from.blobRank(), "increased blob range")
                .or(() -> when(both && after.equals("utf8mb4"), "expanded character set to utf8mb4"))
                .or(() -> when(
                        both && after.startsWith("utf8") && !before.startsWith("utf8"),
                        "expanded character set to utf8"));
    }

    private Optional<String> labels() {
        if (!source.isEnumOrSet()) {
            return Optional.empty();
        }
        if (!source.dataType().equals(target.dataType())) {
            return Optional.of("conversion from " + source.dataType() + " adds potential values");
        }
        int kept = Math.min(target.labels().size(), source.labels().size());
        boolean begins = target.labels().size() <= source.labels().size()
                && target.labels().equals(source.labels().subList(0, kept));
        return when(!begins, "the values of the " + source.dataType() + " were expanded or reordered");
    }

    private static boolean isDecimal(ColumnDef column) {
        return column.dataType().equals("decimal");
    }

    private static boolean isTime(ColumnDef column) {
        return List.of("time", "datetime", "timestamp").contains(column.dataType());
    }

    private static boolean isNumber(ColumnDef column) {
        return column.isInteger() || column.isFloat() || isDecimal(column);
    }
}
