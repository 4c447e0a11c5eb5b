package dev.palinode.shell.client;

import java.util.Objects;

/**
 * A column of a result.
 *
 * @param name its label
 * @param kind how its bytes are to be read
 */
public record Column(String name, Kind kind) {
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
    }

    /** How the bytes of a value are to be read. */
    public enum Kind {
        /** Characters. */
        TEXT,
        /** The decimal text of a number. */
        NUMBER,
        /** Bytes without a character set, shown in hexadecimal. */
        BINARY,
        /** The bits of a BIT column, most significant byte first, shown as an unsigned number. */
        BIT
    }

    /**
     * Tells whether values read as numbers.
     *
     * @return true when they belong at the right edge of their column
     */
    public boolean numeric() {
        return kind == Kind.NUMBER || kind == Kind.BIT;
    }
}
