package dev.palinode.engine.migration.rules;

import dev.palinode.engine.migration.runner.CutoverForce;
import dev.palinode.engine.model.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the next attempt at a step that needs the table for itself may begin.
 *
 * @param pauses least time since the last attempt, by the number of attempts so far
 */
public record CutoverBackoff(List<Duration> pauses) {
    public CutoverBackoff {
        pauses = List.copyOf(pauses);
    }

    public boolean mayTry(Migration migration, Instant now) {
        if (CutoverForce.isDue(migration, now)) {
            return true;
        }
        int step = Math.min(migration.cutoverAttempts(), pauses.size() - 1);
        return migration
                .lastCutoverAttempt()
                .map(last -> !last.plus(pauses.get(step)).isAfter(now))
                .orElse(true);
    }
}
