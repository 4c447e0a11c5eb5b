package dev.palinode.engine;

import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.throttle.ThrottleConfig;
import java.time.Duration;
import java.util.List;

/**
 * How the engine behaves.
 *
 * @param poolSize connections of the engine's pool to the primary, at most
 * @param workers migrations that may be worked on at the same instant; others wait for their turn
 * @param maxRunning migrations that may be running at once (Vitess: 256)
 * @param maxCopies copies of tables that may go on at the same time (Vitess: 1)
 * @param pollInterval time between two looks at the rows when nothing wakes the scheduler
 * @param leaseTtl how long a lease lasts without renewal; it is renewed at each fifth of that
 * @param retention how long artifacts are held when a migration does not say (Vitess: 24 h)
 * @param cutoverBackoff least time since the last attempt, by the number of attempts so far; the last one counts for
 *     all that follow (Vitess: 0, 1, 5, 10, 30 minutes)
 * @param gc how tables that nobody needs any more come to their end
 * @param throttle what the throttler looks at
 * @param tools where the programs of external strategies are
 */
public record EngineConfig(
        int poolSize,
        int workers,
        int maxRunning,
        int maxCopies,
        Duration pollInterval,
        Duration leaseTtl,
        Duration retention,
        List<Duration> cutoverBackoff,
        GcConfig gc,
        ThrottleConfig throttle,
        ToolPaths tools) {

    public EngineConfig {
        if (poolSize < 2 || workers < 1 || maxRunning < 1 || maxCopies < 1) {
            throw new IllegalArgumentException("an engine needs 2 connections and 1 worker at least");
        }
        cutoverBackoff = List.copyOf(cutoverBackoff);
        if (cutoverBackoff.isEmpty()) {
            throw new IllegalArgumentException("the back-off needs at least one step");
        }
    }

    /** What is right for nearly everybody. */
    public static EngineConfig defaults() {
        return new EngineConfig(
                24,
                8,
                256,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofHours(24),
                List.of(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30)),
                GcConfig.defaults(),
                ThrottleConfig.defaults(),
                ToolPaths.DEFAULTS);
    }

    /** The same with another retention. */
    public EngineConfig withRetention(Duration other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                leaseTtl,
                other,
                cutoverBackoff,
                gc,
                throttle,
                tools);
    }

    /** The same with other pauses between the attempts of a cut-over. */
    public EngineConfig withCutoverBackoff(List<Duration> other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                leaseTtl,
                retention,
                other,
                gc,
                throttle,
                tools);
    }

    /** The same with another time between two looks at the rows. */
    public EngineConfig withPollInterval(Duration other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                other,
                leaseTtl,
                retention,
                cutoverBackoff,
                gc,
                throttle,
                tools);
    }

    /** The same with another time limit of the lease. */
    public EngineConfig withLeaseTtl(Duration other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                other,
                retention,
                cutoverBackoff,
                gc,
                throttle,
                tools);
    }

    /** The same with another throttler. */
    public EngineConfig withThrottle(ThrottleConfig other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                leaseTtl,
                retention,
                cutoverBackoff,
                gc,
                other,
                tools);
    }

    /** The same with another end for tables that nobody needs any more. */
    public EngineConfig withGc(GcConfig other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                leaseTtl,
                retention,
                cutoverBackoff,
                other,
                throttle,
                tools);
    }

    /** The same with other bounds for what runs, and for what copies, at the same time. */
    public EngineConfig withBounds(int running, int copies) {
        return new EngineConfig(
                poolSize,
                workers,
                running,
                copies,
                pollInterval,
                leaseTtl,
                retention,
                cutoverBackoff,
                gc,
                throttle,
                tools);
    }

    /** The same with the programs of external strategies elsewhere. */
    public EngineConfig withTools(ToolPaths other) {
        return new EngineConfig(
                poolSize,
                workers,
                maxRunning,
                maxCopies,
                pollInterval,
                leaseTtl,
                retention,
                cutoverBackoff,
                gc,
                throttle,
                other);
    }
}
