package dev.palinode.proxy.intercept.answer;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How far the migrations are whose end somebody awaits. Of a single one that has phases each of these is a stage, with its
 * own progress; else each migration is one, with that of its copy.
 */
public record MigrationProgress(MigrationEngine engine, List<MigrationId> ids) implements Supplier<Optional<Progress>> {
    private static final List<String> OVER = List.of("complete", "failed", "cancelled");

    private static final List<String> PHASES =
            Stream.of(MigrationPhase.values()).map(MigrationPhase::sql).toList();

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
        String doing = value(rows, "mysql_table") + ": "
                + (stageText.isEmpty() ? value(rows, "migration_status") : stageText).toLowerCase(Locale.ROOT);
        int phase = PHASES.indexOf(value(rows, "phase"));
        if (phase < 0 || ids.size() > 1) {
            return new Progress(stage, ids.size(), number(rows, "progress"), doing);
        }
        // What is taken back is not copied.
        int skipped = value(rows, "reverted_uuid").isEmpty() ? 0 : 1;
        return new Progress(phase + 1 - skipped, PHASES.size() - skipped, number(rows, "phase_progress"), doing);
    }

    private static double number(RowSet rows, String column) {
        String value = value(rows, column);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    private static String value(RowSet rows, String column) {
        List<String> names = rows.columns().stream().map(RowSet.Column::name).toList();
        int index = names.indexOf(column);
        return index < 0 ? "" : rows.rows().get(0).get(index).orElse("");
    }
}
