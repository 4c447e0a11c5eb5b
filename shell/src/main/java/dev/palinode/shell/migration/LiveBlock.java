package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One migration in a few lines that fit any terminal: nothing is broken within a fact, and no bar is wrapped. */
public final class LiveBlock {
    private static final int WIDEST_BAR = 20;
    private static final int MIDDLE_BAR = 10;
    private static final int NARROWEST_BAR = 5;

    private LiveBlock() {}

    /**
     * Lays it out.
     *
     * @param row as it is now
     * @param pace what was seen before
     * @param width cells of a line of the terminal; lines are shorter
     * @return lines
     */
    public static List<String> lines(MigrationRow row, Pace pace, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(row.uuid() + "  " + row.action() + " " + row.table());
        lines.add(bar(row, pace, width));
        flow(Facts.all(row, pace), width, lines);
        String stage = Facts.stage(row);
        String message = row.text("message").replaceAll("\\s+", " ");
        if (!stage.isEmpty() && !Facts.busy(row)) {
            lines.add(stage);
        }
        if (!message.isEmpty() && !message.equals(stage)) {
            lines.add(message);
        }
        return lines.stream().map(line -> Width.cut(line, width - 1)).toList();
    }

    private static String bar(MigrationRow row, Pace pace, int width) {
        Optional<String> waiting = PhaseView.waitingFor(row);
        if (waiting.isPresent()) {
            return row.phase() + " " + waiting.get();
        }
        PhaseView view = PhaseView.of(row);
        String before = String.format(Locale.ROOT, "%-13s ", row.phase());
        List<String> facts = new ArrayList<>(List.of(view.percentText(), Facts.rows(row)));
        if (Facts.measured(row)) {
            facts.add(pace.rate());
            facts.add(row.throttled() || pace.eta().isEmpty() ? "" : "ETA " + pace.eta());
        }
        facts.removeIf(String::isEmpty);
        // What has no room is left out from the right; the percentage stays.
        String after = String.join("  ", facts);
        while (facts.size() > 1 && Width.of(before + after) + NARROWEST_BAR + 4 > width) {
            facts.remove(facts.size() - 1);
            after = String.join("  ", facts);
        }
        int room = width - 5 - Width.of(before) - Width.of(after);
        // One of few widths, so that it does not breathe with the numbers beside it.
        int cells = room >= WIDEST_BAR ? WIDEST_BAR : room >= MIDDLE_BAR ? MIDDLE_BAR : NARROWEST_BAR;
        return room < NARROWEST_BAR
                ? before + after.strip()
                : before + ProgressBar.of(view.bar(row), cells) + " " + after;
    }

    /** Puts facts side by side as far as they fit. */
    private static void flow(List<String> facts, int width, List<String> lines) {
        StringBuilder line = new StringBuilder();
        for (String fact : facts) {
            if (line.length() > 0 && Width.of(line.toString()) + 3 + Width.of(fact) >= width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " | ").append(fact);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
    }
}
