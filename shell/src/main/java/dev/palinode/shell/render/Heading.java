package dev.palinode.shell.render;

import java.util.Objects;

/**
 * The head of a printed column.
 *
 * @param name what stands above it
 * @param numeric true when its values stand at its right edge
 */
public record Heading(String name, boolean numeric) {
    public Heading {
        Objects.requireNonNull(name, "name");
    }

    /**
     * The head of a column of words.
     *
     * @param name what stands above it
     * @return a heading
     */
    public static Heading text(String name) {
        return new Heading(name, false);
    }

    /**
     * The head of a column of numbers.
     *
     * @param name what stands above it
     * @return a heading
     */
    public static Heading number(String name) {
        return new Heading(name, true);
    }
}
