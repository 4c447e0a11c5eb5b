package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.time.Duration;

/** How long what a migration leaves is held after its end. */
public final class Retention {
    private Retention() {}

    /**
     * The time of {@code --retain-artifacts} or else the default, and at least that of the reverse window; negative once
     * CLEANUP was said.
     */
    public static Duration of(Migration migration, Duration byDefault) {
        Duration retention = migration.retainArtifacts().orElse(byDefault);
        if (retention.isNegative()) {
            return retention;
        }
        Duration window = DdlStrategyParser.of(migration).reverseWindow();
        return retention.compareTo(window) < 0 ? window : retention;
    }
}
