package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.ShadowAnalysis;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableDiff;
import dev.palinode.engine.sql.alter.AlterFacts;
import dev.palinode.engine.sql.classify.NameRewriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * How what the server did at once is taken back: at once, and only where no value is lost by it.
 *
 * @param statement the ALTER TABLE; empty if there is none
 * @param refusal if there is none, why
 */
record Inverse(String statement, String refusal) {

    private static Inverse none(String refusal) {
        return new Inverse("", refusal);
    }

    /** Finds it by trying it, on a clone that has been altered; the clone is not to be used after that. */
    static Inverse find(Trial trial, TableDef source, AlterFacts facts, TableName table) throws SQLException {
        TableDef target = trial.describe();
        try {
            Map<String, String> renames = ShadowAnalysis.renames(source, target, facts);
            Optional<String> loss = loss(source, target, renames);
            if (loss.isPresent()) {
                return none(loss.get());
            }
            Optional<String> back = TableDiff.alter(target, source, ShadowAnalysis.inverse(renames));
            return back.isEmpty()
                    ? none("it changed nothing that could be taken back")
                    : tried(trial, source, NameRewriter.withTable(back.get(), table));
        } catch (ShadowAnalysis.Unexplained | IllegalArgumentException e) {
            return none("how to take it back is not known: " + e.getMessage());
        }
    }

    private static Inverse tried(Trial trial, TableDef source, String back) throws SQLException {
        String instant = AlterText.instant(back).orElse(back);
        Optional<String> objection = trial.objection(instant);
        if (objection.isPresent()) {
            return none("the server does not take it back at once: " + objection.get());
        }
        boolean same = TableDiff.alter(trial.describe(), source, Map.of()).isEmpty();
        return same ? new Inverse(back, "") : none("after " + back + " the table would not be what it was");
    }

    private static Optional<String> loss(TableDef source, TableDef target, Map<String, String> renames) {
        for (ColumnDef column : source.columns()) {
            String name = renames.getOrDefault(column.name(), column.name());
            if (target.column(name).isEmpty() && !column.generated()) {
                return Optional.of("the values of column " + column.name() + ", which it dropped at once, are gone");
            }
        }
        for (ColumnDef column : target.columns()) {
            boolean old = source.column(column.name()).isPresent()
                    && renames.getOrDefault(column.name(), column.name()).equalsIgnoreCase(column.name());
            if (!old && !renames.containsValue(column.name()) && !column.generated()) {
                return Optional.of("column " + column.name() + ", which it added, would go with the values written to"
                        + " it since; to drop them, say ALTER TABLE … DROP COLUMN");
            }
        }
        return Optional.empty();
    }
}
