package dev.palinode.engine.throttle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one round of looking has found. Immutable.
 *
 * @param round its number; 0 before the first one
 * @param nanos when it ended
 * @param rules the rules of users; empty before they could be read
 * @param readings by metric; none for those that nobody wanted
 * @param replicas the lag of each replica, and of those that cannot be measured why not
 * @param trouble why the primary could not be asked; empty when it could
 */
record Snapshot(
        long round,
        long nanos,
        Optional<RuleBook> rules,
        Map<Metric, Reading> readings,
        List<Reading> replicas,
        String trouble) {

    static Snapshot none() {
        return new Snapshot(0, System.nanoTime(), Optional.empty(), Map.of(), List.of(), "not asked yet");
    }
}
