package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ways in which results can be printed. */
public enum Style {
    /** Columns in a frame; vertically where they are too wide for the place. */
    TABLE {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new FittingPrinter(headings, out, layout);
        }
    },
    /** One line per column, for wide rows. */
    VERTICAL {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new VerticalPrinter(headings, out, layout);
        }
    },
    /** Tab-separated values as {@code mysql --batch} has them: NULL is the word. */
    BATCH {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new BatchPrinter(headings, out, layout, "NULL");
        }
    },
    /** The same, but NULL is {@code \N}, which no text can be. */
    TSV {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new BatchPrinter(headings, out, layout, "\\N");
        }
    },
    /** Comma-separated values by RFC 4180; NULL is nothing, an empty text is a pair of quotes. */
    CSV {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new CsvPrinter(headings, out, layout);
        }
    },
    /** An array of objects. */
    JSON {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new JsonPrinter(headings, out, true);
        }
    },
    /** An object per line. */
    JSONL {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new JsonPrinter(headings, out, false);
        }
    },
    /** A table for documents. */
    MARKDOWN {
        @Override
        public RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout) {
            return new MarkdownPrinter(headings, out);
        }
    };

    /**
     * Finds a style by its name.
     *
     * @param name in any case
     * @return empty when there is no such style
     */
    public static Optional<Style> named(String name) {
        return List.of(values()).stream()
                .filter(style -> style.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * Starts a result.
     *
     * @param headings its columns
     * @param out where it goes
     * @param layout what the place allows
     * @return a printer for its rows
     */
    public abstract RowPrinter printer(List<Heading> headings, PrintWriter out, Layout layout);
}
