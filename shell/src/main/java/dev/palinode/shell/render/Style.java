package dev.palinode.shell.render;

/** The ways in which results can be printed. */
public enum Style {
    /** Columns in a frame, with a closing line that counts rows and time. */
    TABLE,
    /** One line per column, for wide rows. */
    VERTICAL,
    /** Tab-separated values below one line of names, for other programs. */
    BATCH
}
