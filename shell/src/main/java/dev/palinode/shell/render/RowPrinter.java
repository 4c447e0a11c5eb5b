package dev.palinode.shell.render;

import java.util.List;
import java.util.Optional;

/** Prints one result: some rows, then its end. Holds a bounded number of rows. Used by one thread. */
public interface RowPrinter {
    /**
     * Prints one row.
     *
     * @param values one per heading; empty is NULL
     */
    void row(List<Optional<String>> values);

    /** Prints whatever was held back; after it come no more rows. */
    void finish();
}
