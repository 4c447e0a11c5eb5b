package dev.palinode.engine.migration.plan;

import java.util.Locale;

/** What a line of a plan is about. The words are an interface: tools read them. */
public enum Aspect {
    /** The kind of plan; the first line. */
    PLAN,
    /** A reason to refuse it. */
    REFUSAL,
    /** What it would wait for before it starts, as things are now. */
    WAIT,
    /** The statement that would be run, where it is another one than was given. */
    STATEMENT,
    /** Whether the server could do it at once. */
    INSTANT,
    /** The keys by which rows are found. */
    KEY,
    /** What becomes of columns. */
    COLUMN,
    /** How many rows there are, by the server's estimate. */
    ROWS,
    /** How many bytes they take, by the server's estimate. */
    BYTES,
    /** The disk space that it takes. */
    DISK,
    /** What is locked, when and for how long. */
    LOCK,
    /** A foreign key that the table takes part in. */
    FOREIGN_KEY,
    /** A trigger of the table. */
    TRIGGER,
    /** What can no longer be read afterwards. */
    LOSS,
    /** What in the rows, which are not looked at, would make it fail. */
    MAY_FAIL,
    /** Whether a REVERT takes it back. */
    REVERTIBLE,
    /** What the new definition lets in that the old one would not. */
    NOTE;

    /** The word in the result. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
