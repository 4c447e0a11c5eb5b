package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One migration in one line, for logs and programs. */
public final class Report {
    private Report() {}

    /**
     * For a person who reads a log.
     *
     * @param row as it is now
     * @param pace what was seen before
     * @return its state, and what belongs to that
     */
    public static String plain(MigrationRow row, Pace pace) {
        List<String> parts = new ArrayList<>();
        parts.add(row.shortId() + " " + row.table());
        parts.add(row.phase());
        parts.add(
                PhaseView.waitingFor(row).orElse(PhaseView.of(row).percentText().strip()));
        if (!row.ended()) {
            parts.add(Facts.rows(row));
            parts.add(Facts.measured(row) ? pace.rate() : "");
            parts.add(Facts.measured(row) && !pace.eta().isEmpty() ? "ETA " + pace.eta() : "");
            parts.add(Facts.lag(row));
            parts.add(row.throttled() ? Facts.throttle(row, pace) : Facts.heldBack(row));
            parts.add(Facts.busy(row) ? "" : Facts.stage(row));
        }
        parts.add(row.text("message").replaceAll("\\s+", " "));
        parts.removeIf(String::isEmpty);
        return String.join("  ", parts);
    }

    /** What makes a new line worth printing. */
    public static String essence(MigrationRow row) {
        return row.status() + "|" + row.phase() + "|" + row.throttled() + Facts.heldBack(row) + "|" + row.text("stage")
                + "|" + row.text("message") + "|" + row.text("revertible");
    }

    /**
     * For a program: an object whose keys stay.
     *
     * @param row as it is now
     * @param pace what was seen before
     * @param now when that is
     * @return one line of JSON
     */
    public static String json(MigrationRow row, Pace pace, Instant now) {
        PhaseView view = PhaseView.of(row);
        boolean copies = view.unit().equals("rows");
        return new Json()
                .text("time", now.truncatedTo(ChronoUnit.MILLIS).toString())
                .text("uuid", row.uuid())
                .text("table", row.table())
                .text("action", row.action())
                .text("status", row.status())
                .text("phase", row.phase())
                .number("percent", row.percent())
                .number("rows_copied", row.rowsCopied())
                .number("table_rows", row.tableRows())
                .number("rows_per_second", copies ? Math.round(pace.perSecond().orElse(0.0)) : 0)
                .number("eta_seconds", row.etaSeconds())
                .number("lag_seconds", row.whole("vreplication_lag_seconds", 0))
                .flag("throttled", row.throttled())
                .text("throttle_reason", row.throttleReason())
                .flag("postponed", row.flag("postpone_completion"))
                .text("revertible", row.text("revertible"))
                .text("stage", row.text("stage"))
                .text("message", row.text("message"))
                .raw("phase_percent", text(view.percent()))
                .text("phase_unit", view.unit())
                .raw("phase_completed", text(view.completed()))
                .raw("phase_estimated", text(view.estimated()))
                .number("phase_per_second", Math.round(pace.perSecond().orElse(0.0)))
                .number("phase_eta_seconds", view.etaSeconds())
                .text("phase_since", row.text("phase_since_timestamp"))
                .toString();
    }

    private static String text(OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, "%.1f", number.getAsDouble()) : "null";
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "null";
    }
}
