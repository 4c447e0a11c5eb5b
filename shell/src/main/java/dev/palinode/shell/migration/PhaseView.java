package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a migration is in what it does now. Catching up, verifying and waiting have numbers of their own; everything
 * else, also of a server that does not tell phases, has those of the copy.
 *
 * @param percent 0 to 100; empty where there is none
 * @param completed rows or transactions
 * @param estimated the same of the whole
 * @param unit what is counted
 * @param etaSeconds time to go; negative when unknown
 */
record PhaseView(OptionalDouble percent, OptionalLong completed, OptionalLong estimated, String unit, long etaSeconds) {
    /** Percentages that differ by more contradict each other. */
    private static final double NEAR = 2;

    /** Of a migration as it is now. */
    static PhaseView of(MigrationRow row) {
        String phase = row.ended() || !row.status().equals("running") ? "" : row.text("phase");
        return switch (phase) {
            case "catch-up" -> own(row, "transactions");
            case "verify" -> own(row, "rows compared");
            case "waiting" -> new PhaseView(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty(), "", -1);
            default -> copy(row);
        };
    }

    private static PhaseView own(MigrationRow row, String unit) {
        return new PhaseView(
                row.text("phase_progress").isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(row.number("phase_progress", 0)),
                whole(row, "phase_work_completed"),
                whole(row, "phase_work_estimated"),
                unit,
                row.whole("phase_eta_seconds", -1));
    }

    private static OptionalLong whole(MigrationRow row, String column) {
        return row.text(column).isEmpty() ? OptionalLong.empty() : OptionalLong.of(row.whole(column, 0));
    }

    /** How far the copy is, whatever it does now. */
    static PhaseView copy(MigrationRow row) {
        boolean known = row.rowsCopied() != 0 || row.tableRows() != 0;
        return new PhaseView(
                OptionalDouble.of(row.percent()),
                known ? OptionalLong.of(row.rowsCopied()) : OptionalLong.empty(),
                known ? OptionalLong.of(row.tableRows()) : OptionalLong.empty(),
                "rows",
                row.etaSeconds());
    }

    /**
     * Such as {@code 47,566 of about 98,430 rows}; nothing where nothing is counted. The whole is a guess, and is left
     * out where it is known to be wrong: where all is done, or the percentage, which goes by keys, tells of another.
     */
    String counted() {
        if (completed.isEmpty() || estimated.isEmpty()) {
            return "";
        }
        if (believable()) {
            return String.format(
                    Locale.ROOT, "%,d of about %,d %s", completed.getAsLong(), estimated.getAsLong(), unit);
        }
        return completed.getAsLong() == 0 ? "" : String.format(Locale.ROOT, "%,d %s", completed.getAsLong(), unit);
    }

    /** Whether what is counted and the percentage can stand side by side. */
    boolean believable() {
        if (completed.isEmpty() || estimated.isEmpty() || estimated.getAsLong() <= 0) {
            return false;
        }
        double counted = 100.0 * completed.getAsLong() / estimated.getAsLong();
        return percent.isEmpty() || (!done() && Math.abs(counted - percent.getAsDouble()) <= NEAR);
    }

    private boolean done() {
        return percent.orElse(0) >= 100;
    }

    /** The whole for a bar: one that waits has everything behind it. */
    double bar(MigrationRow row) {
        return row.text("phase").equals("waiting") ? 100 : percent.orElse(0);
    }

    /** The percentage as {@code  47.6%}, or a dash of the same width. */
    String percentText() {
        return percent.isPresent() ? String.format(Locale.ROOT, "%5.1f%%", percent.getAsDouble()) : "     -";
    }

    /** For how long it has been in the phase that it waits in, by the server's own times. */
    static Optional<String> waitingFor(MigrationRow row) {
        return row.ended() || !row.text("phase").equals("waiting")
                ? Optional.empty()
                : Times.between(row.text("phase_since_timestamp"), row.text("liveness_timestamp"))
                        .filter(span -> !span.isNegative())
                        .map(span -> "for " + Durations.brief(span.toSeconds()));
    }
}
