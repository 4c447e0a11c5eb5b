package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.time.Duration;
import java.time.Instant;

/** Whether attempts at a migration's cut-over ignore the back-off and kill whoever holds the table. */
public final class CutoverForce {
    private CutoverForce() {}

    /** By FORCE_CUTOVER, or once {@code --force-cut-over-after} has passed since it was first ready to complete. */
    public static boolean isDue(Migration migration, Instant now) {
        Duration after = DdlStrategyParser.of(migration).forceCutOverAfter();
        return migration.forceCutover()
                || (!after.isZero()
                        && migration
                                .readyAt()
                                .map(ready -> !ready.plus(after).isAfter(now))
                                .orElse(false));
    }
}
