package dev.palinode.shell.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The facts about a migration that change while it runs, each in a few words. */
final class Facts {
    /** What is said where nothing speaks against a REVERT. */
    static final String REVERTIBLE = "can be reverted";

    /** Phases that say all that there is to say while nothing is in the way. */
    private static final Set<String> BUSY = Set.of("copying", "catching up", "verifying");

    private Facts() {}

    /** Tells whether the stage says no more than the phase. */
    static boolean busy(MigrationRow row) {
        return BUSY.contains(row.phase());
    }

    /** Tells whether a rate and a time that is left mean anything. */
    static boolean measured(MigrationRow row) {
        return row.phase().equals("copying")
                || row.phase().equals("running")
                || (busy(row) && !row.text("phase").isEmpty());
    }

    static String rows(MigrationRow row) {
        return PhaseView.of(row).counted();
    }

    static String lag(MigrationRow row) {
        return row.ended() || !row.status().equals("running")
                ? ""
                : "lag " + row.whole("vreplication_lag_seconds", 0) + "s";
    }

    static String throttle(MigrationRow row, Pace pace) {
        if (row.throttled()) {
            return "THROTTLED: " + row.throttleReason();
        }
        return pace.throttledPercent() == 0
                ? "not throttled"
                : "throttled " + pace.throttledPercent() + "% of the time";
    }

    /** Who holds it back, or will do so once it runs; empty when nobody does. */
    static String heldBack(MigrationRow row) {
        if (row.throttled()) {
            return "throttled: " + row.throttleReason();
        }
        double ratio = row.number("user_throttle_ratio", 0);
        if (row.ended() || row.status().equals("running") || ratio <= 0) {
            return "";
        }
        String much = ratio >= 1 ? "" : Math.round(100 * ratio) + "% ";
        return "to be throttled " + much + "by a rule of a user";
    }

    /** Whether it can be taken back: before the swap by what its definition says, afterwards by what the server watches. */
    static String revertible(MigrationRow row) {
        String known = row.text("revertible");
        if (!known.isEmpty()) {
            String reason = row.text("revertible_reason");
            String at = row.text("revertible_row");
            return "revertible: " + known + (at.isEmpty() ? "" : " (row " + at + ")")
                    + (reason.isEmpty() ? "" : " (" + reason + ")");
        }
        if (row.wentWrong()) {
            return "";
        }
        String notes = row.text("revertible_notes").strip().replaceAll("\\s*\\R\\s*", "; ");
        String when = row.ended() ? REVERTIBLE : REVERTIBLE + " once complete";
        return notes.isEmpty() ? when : when + ", if all rows fit (" + notes + ")";
    }

    static String stage(MigrationRow row) {
        return row.ended() ? "" : row.text("stage").replaceAll("\\s+", " ");
    }

    /** The facts of the second and further lines, those that say something. */
    static List<String> all(MigrationRow row, Pace pace) {
        List<String> facts = new ArrayList<>();
        if (!row.ended() && row.status().equals("running")) {
            facts.add(lag(row));
            facts.add(throttle(row, pace));
        } else {
            facts.add(heldBack(row));
        }
        if (row.flag("postpone_completion") && !row.ended()) {
            facts.add("completion postponed");
        }
        long attempts = row.whole("cutover_attempts", 0);
        if (attempts > 0 && !row.ended()) {
            facts.add(attempts + (attempts == 1 ? " attempt at the swap" : " attempts at the swap"));
        }
        facts.add(revertible(row));
        facts.removeIf(String::isEmpty);
        return facts;
    }
}
