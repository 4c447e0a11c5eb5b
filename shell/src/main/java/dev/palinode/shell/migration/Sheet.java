package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Everything a person wants to know about one migration, on a page. */
public final class Sheet {
    /** Widths of the bar, the widest first; none where the last has no room. */
    private static final int[] BARS = {20, 10};

    /** Cells for the names. */
    private static final int NAMES = 14;

    /** Below this width the values stand below their names, as a UUID finds no room beside its own. */
    private static final int BESIDE = 52;

    private static final int INDENT = 2;

    private final MigrationRow row;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    private Sheet(MigrationRow row, int width) {
        this.row = row;
        this.width = width;
    }

    /**
     * Lays it out.
     *
     * @param row as it is now
     * @param width cells of a line of the terminal, 0 for any; lines are shorter, nothing is left out
     * @return lines
     */
    public static List<String> lines(MigrationRow row, int width) {
        return new Sheet(row, width).all();
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
        } else {
            line("throttled", Facts.heldBack(row));
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
        if (value.isBlank()) {
            return;
        }
        String text = Visible.text(value.strip().replace("\r\n", "\n").replace("\t", "    "));
        String indent = " ".repeat(besideNames() ? NAMES : INDENT);
        List<String> folded = new ArrayList<>();
        text.lines()
                .flatMap(line -> Width.wrap(indent + line, width - 1, indent).stream())
                .map(String::stripTrailing)
                .forEach(folded::add);
        if (besideNames()) {
            lines.add(Width.pad(name, NAMES, false) + folded.remove(0).substring(NAMES));
        } else {
            lines.add(name);
        }
        lines.addAll(folded);
    }

    private boolean besideNames() {
        return width == 0 || width >= BESIDE;
    }

    private String progress() {
        Optional<String> waiting = PhaseView.waitingFor(row);
        if (waiting.isPresent()) {
            return row.phase() + " " + waiting.get();
        }
        PhaseView view = PhaseView.of(row);
        String rows = Facts.rows(row);
        String eta = row.ended() || view.etaSeconds() < 0 ? "" : "  ETA " + Durations.brief(view.etaSeconds());
        String said = view.percentText().strip() + (rows.isEmpty() ? "" : "  " + rows) + eta;
        int room = width == 0 ? Integer.MAX_VALUE : width - 1 - (besideNames() ? NAMES : INDENT) - Width.of(said);
        return Arrays.stream(BARS)
                .filter(cells -> cells + 3 <= room)
                .mapToObj(cells -> ProgressBar.of(view.bar(row), cells) + " " + said)
                .findFirst()
                .orElse(said);
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
