package dev.palinode.shell.migration;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One row of {@code SHOW VITESS_MIGRATIONS}; a column that is missing or NULL counts as unknown.
 *
 * @param columns values by the names of their columns, in lower case
 */
public record MigrationRow(Map<String, String> columns) {
    /** Everything is copied and in step; only the swap is left. Another word than the state {@code ready} of the queue. */
    static final String READY = "ready to swap";

    /** In words, by the server's names. */
    private static final Map<String, String> PHASES =
            Map.of("copy", "copying", "catch-up", "catching up", "verify", "verifying", "waiting", READY);

    private static final Set<String> ENDED = Set.of("complete", "failed", "cancelled");

    public MigrationRow {
        columns = Map.copyOf(columns);
    }

    /**
     * A column as text.
     *
     * @param name of the column
     * @return empty when unknown
     */
    public String text(String name) {
        return columns.getOrDefault(name, "");
    }

    /**
     * A column as a number.
     *
     * @param name of the column
     * @param otherwise what an unknown one is
     * @return its value
     */
    public double number(String name, double otherwise) {
        try {
            return Double.parseDouble(columns.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /**
     * A column as a whole number.
     *
     * @param name of the column
     * @param otherwise what an unknown one is
     * @return its value
     */
    public long whole(String name, long otherwise) {
        return (long) number(name, (double) otherwise);
    }

    /**
     * A column as yes or no.
     *
     * @param name of the column
     * @return true for any number but 0
     */
    public boolean flag(String name) {
        return number(name, 0) != 0;
    }

    /**
     * Its name.
     *
     * @return as the server made it
     */
    public String uuid() {
        return text("migration_uuid");
    }

    /**
     * The beginning of its name.
     *
     * @return 8 digits, which commands take
     */
    public String shortId() {
        return uuid().length() > 8 ? uuid().substring(0, 8) : uuid();
    }

    /**
     * The table it changes.
     *
     * @return without the schema
     */
    public String table() {
        return text("mysql_table");
    }

    /**
     * What it does.
     *
     * @return alter, create, drop or revert
     */
    public String action() {
        return text("reverted_uuid").isEmpty() ? text("ddl_action") : "revert";
    }

    /**
     * Its state.
     *
     * @return as the server calls it
     */
    public String status() {
        return text("migration_status");
    }

    /**
     * How much is copied.
     *
     * @return 0 to 100
     */
    public double percent() {
        return number("progress", 0);
    }

    /**
     * How much of what it does now is done, in words.
     *
     * @return such as {@code  at 47%}; nothing where that is not known
     */
    public String percentOfPhase() {
        OptionalDouble percent = PhaseView.of(this).percent();
        return percent.isPresent() ? " at " + (long) percent.getAsDouble() + "%" : "";
    }

    /**
     * How long the copy will take yet, as the server guesses.
     *
     * @return seconds; negative when unknown
     */
    public long etaSeconds() {
        return whole("eta_seconds", -1);
    }

    /**
     * Rows copied so far.
     *
     * @return rows
     */
    public long rowsCopied() {
        return whole("rows_copied", 0);
    }

    /**
     * Rows of the table.
     *
     * @return as the server guesses
     */
    public long tableRows() {
        return whole("table_rows", 0);
    }

    /**
     * The last message, or else what it is busy with.
     *
     * @return one line or more; empty when there is nothing to say
     */
    public String message() {
        return text("message").isEmpty() ? text("stage") : text("message");
    }

    /**
     * Tells whether nothing more happens by itself.
     *
     * @return true when it is complete, failed or cancelled
     */
    public boolean ended() {
        return ENDED.contains(status());
    }

    /**
     * Tells whether it has ended otherwise than it should.
     *
     * @return true when it failed or was cancelled
     */
    public boolean wentWrong() {
        return ended() && !status().equals("complete");
    }

    /**
     * What it does now, in a word or two.
     *
     * @return such as {@code copying}, {@code catching up}, {@code ready to swap}, {@code queued}, {@code complete}
     */
    public String phase() {
        String stage = text("stage").toLowerCase(Locale.ROOT);
        if (ended() || !status().equals("running")) {
            return status().isEmpty() ? "unknown" : status();
        }
        Optional<String> told = Optional.ofNullable(PHASES.get(text("phase")));
        if (told.isPresent()) {
            return told.get();
        }
        if (stage.startsWith("copying")) {
            return "copying";
        }
        if (stage.startsWith("catching")) {
            return "catching up";
        }
        if (stage.startsWith("verifying")) {
            return "verifying";
        }
        return stage.startsWith("ready") || flag("ready_to_complete") ? READY : "running";
    }

    /**
     * Tells whether it is held back now: it was denied within the last seconds in which it showed a sign of life. Both
     * times are the server's, so that no two clocks are compared.
     *
     * @return true when it is throttled
     */
    public boolean throttled() {
        if (ended() || !status().equals("running")) {
            return false;
        }
        return number("user_throttle_ratio", 0) >= 1
                || Times.within(text("last_throttled_timestamp"), text("liveness_timestamp"), 2);
    }

    /**
     * Why it is held back.
     *
     * @return empty when it is not
     */
    public String throttleReason() {
        if (!throttled()) {
            return "";
        }
        String reason = text("reason_throttled").replaceAll("\\s+", " ").strip();
        return reason.isEmpty() || reason.contains("explicitly denied") ? "by a rule of a user" : reason;
    }

    /**
     * How long it has been running, by the server's own times.
     *
     * @return empty when it does not run, or that is not known
     */
    public Optional<Duration> runningFor() {
        return ended() ? Optional.empty() : Times.between(text("started_timestamp"), text("liveness_timestamp"));
    }
}
