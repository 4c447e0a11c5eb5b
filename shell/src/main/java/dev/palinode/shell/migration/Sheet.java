package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Visible;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything a person wants to know about one migration, on a page. */
public final class Sheet {
    private static final int BAR = 20;

    private final MigrationRow row;
    private final List<String> lines = new ArrayList<>();

    private Sheet(MigrationRow row) {
        this.row = row;
    }

    /**
     * Lays it out.
     *
     * @param row as it is now
     * @return lines, not cut
     */
    public static List<String> lines(MigrationRow row) {
        return new Sheet(row).all();
    }

    private List<String> all() {
        line("migration", row.uuid());
        line("table", row.text("mysql_schema").isEmpty() ? row.table() : row.text("mysql_schema") + "." + row.table());
        line("statement", row.text("migration_statement"));
        line("strategy", (row.text("strategy") + " " + row.text("options")).strip());
        line("context", row.text("migration_context"));
        line("state", row.phase().equals(row.status()) ? row.status() : row.status() + ", " + row.phase());
        line("stage", Facts.busy(row) ? "" : Facts.stage(row));
        line("progress", progress());
        if (!row.ended() && row.status().equals("running")) {
            line("lag", row.whole("vreplication_lag_seconds", 0) + "s behind the binlog");
            line("throttled", row.throttled() ? row.throttleReason() : "no");
        }
        line("verification", verification());
        line("revertible", revertible());
        line(
                "window",
                row.text("revertible_until_timestamp").isEmpty()
                        ? ""
                        : "until " + row.text("revertible_until_timestamp"));
        line("submitted", row.text("added_timestamp"));
        line("started", row.text("started_timestamp"));
        line("ended", ended());
        line("message", row.text("message"));
        line("next", next());
        return lines;
    }

    private void line(String name, String value) {
        if (!value.isBlank()) {
            List<String> parts = Visible.text(
                            value.strip().replace("\r\n", "\n").replace("\t", "    "))
                    .lines()
                    .toList();
            lines.add(String.format(Locale.ROOT, "%-13s %s", name, parts.get(0)));
            parts.stream().skip(1).map(part -> " ".repeat(14) + part).forEach(lines::add);
        }
    }

    private String progress() {
        Optional<String> waiting = PhaseView.waitingFor(row);
        if (waiting.isPresent()) {
            return row.phase() + " " + waiting.get();
        }
        PhaseView view = PhaseView.of(row);
        String bar =
                ProgressBar.of(view.bar(row), BAR) + " " + view.percentText().strip();
        String rows = Facts.rows(row);
        String eta = row.ended() || view.etaSeconds() < 0 ? "" : "  ETA " + Durations.brief(view.etaSeconds());
        return bar + (rows.isEmpty() ? "" : "  " + rows) + eta;
    }

    private String revertible() {
        String fact = Facts.revertible(row);
        return fact.equals(Facts.REVERTIBLE)
                ? "yes"
                : fact.replaceFirst("^(?:revertible|" + Facts.REVERTIBLE + ")[:,]? ?", "");
    }

    private String verification() {
        return (row.text("verification") + " " + row.text("verification_notes").replaceAll("\\s*\\R\\s*", "; "))
                .strip();
    }

    private String ended() {
        String time = row.text("completed_timestamp").isEmpty()
                ? row.text("cancelled_timestamp")
                : row.text("completed_timestamp");
        String took = Times.between(row.text("started_timestamp"), time)
                .filter(span -> !span.isNegative())
                .map(Duration::toSeconds)
                .map(seconds -> " (took " + Durations.brief(seconds) + ")")
                .orElse("");
        return time.isEmpty() ? "" : time + took;
    }

    private String next() {
        String id = row.shortId();
        return switch (row.status()) {
            case "complete" -> "revert " + id;
            case "failed", "cancelled" -> "retry " + id + " | logs " + id;
            default ->
                row.flag("postpone_completion") || row.phase().equals(MigrationRow.READY)
                        ? "complete " + id + " | blockers " + id + " | cancel " + id
                        : "follow " + id + " | cancel " + id;
        };
    }
}
