package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.util.List;

/** The ways in which results can be printed. */
public enum Style {
    /** Columns in a frame. */
    TABLE {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out) {
            return new AlignedPrinter(headings, out);
        }
    },
    /** One line per column, for wide rows. */
    VERTICAL {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out) {
            return new VerticalPrinter(headings, out);
        }
    },
    /** Tab-separated values below one line of names, for other programs. */
    BATCH {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out) {
            return new BatchPrinter(headings, out);
        }
    };

    /**
     * Starts a result.
     *
     * @param headings its columns
     * @param out where it goes
     * @return a printer for its rows
     */
    public abstract RowPrinter printer(List<Heading> headings, PrintWriter out);
}
