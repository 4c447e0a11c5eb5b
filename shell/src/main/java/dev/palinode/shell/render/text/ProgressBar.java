package dev.palinode.shell.render.text;

/** A part of a whole as a row of signs that every terminal has. */
public final class ProgressBar {
    private ProgressBar() {}

    /**
     * Draws the bar.
     *
     * @param percent 0 to 100; what lies outside is drawn as the nearer end
     * @param cells how many signs between the brackets, at least 1
     * @return such as {@code [####------]}
     */
    public static String of(double percent, int cells) {
        int full = (int) Math.floor(Math.max(0, Math.min(100, percent)) / 100 * cells);
        return "[" + "#".repeat(full) + "-".repeat(cells - full) + "]";
    }
}
