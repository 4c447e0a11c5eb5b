package dev.palinode.shell.render;

/**
 * What the place allows where rows are printed.
 *
 * @param width cells in a line; rows of tables that are wider are printed vertically; 0 for any width
 * @param names whether the names of the columns are printed
 * @param colour whether NULL is told from the word by its looks, too
 */
public record Layout(int width, boolean names, boolean colour) {
    /** Any width, names, no colour. */
    public static final Layout PLAIN = new Layout(0, true, false);
}
