package dev.palinode.engine.migration.runner.external.tool;

import java.time.Duration;

/**
 * How far a program says it is.
 *
 * @param percent of the copy, 0 to 100
 * @param rows copied; negative when it does not say
 * @param total rows of the table as it estimates; negative when it does not say
 * @param eta time to the end of the copy; negative when unknown
 * @param lag how far it is behind; zero where it has no lag
 * @param ready whether it waits to be told to swap
 */
public record ToolProgress(double percent, long rows, long total, Duration eta, Duration lag, boolean ready) {
    /** Nothing has been said. */
    public static final ToolProgress NONE = new ToolProgress(0, -1, -1, Duration.ofSeconds(-1), Duration.ZERO, false);

    /** The copy is done, whatever was said of it. */
    public ToolProgress asReady() {
        return new ToolProgress(100, rows, total, Duration.ZERO, lag, true);
    }
}
