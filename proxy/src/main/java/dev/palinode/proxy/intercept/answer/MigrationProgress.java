package dev.palinode.proxy.intercept.answer;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** How far the migrations are whose end somebody awaits: each of them is a stage. */
public record MigrationProgress(MigrationEngine engine, List<MigrationId> ids) implements Supplier<Optional<Progress>> {
    private static final List<String> OVER = List.of("complete", "failed", "cancelled");

    public MigrationProgress {
        ids = List.copyOf(ids);
    }

    @Override
    public Optional<Progress> get() {
        try {
            for (int i = 0; i < ids.size(); i++) {
                RowSet rows = engine.list(new Filter(Optional.of(ids.get(i).uuid()), Optional.empty()));
                if (!rows.rows().isEmpty() && !OVER.contains(value(rows, "migration_status"))) {
                    return Optional.of(of(rows, i + 1));
                }
            }
        } catch (EngineFault e) {
            // The server is away, which who waits is told by other means.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Progress of(RowSet rows, int stage) {
        String stageText = value(rows, "stage");
        String doing = stageText.isEmpty() ? value(rows, "migration_status") : stageText;
        String percent = value(rows, "progress");
        return new Progress(
                stage,
                ids.size(),
                percent.isEmpty() ? 0 : Double.parseDouble(percent),
                value(rows, "mysql_table") + ": " + doing.toLowerCase(Locale.ROOT));
    }

    private static String value(RowSet rows, String column) {
        List<String> names = rows.columns().stream().map(RowSet.Column::name).toList();
        int index = names.indexOf(column);
        return index < 0 ? "" : rows.rows().get(0).get(index).orElse("");
    }
}
