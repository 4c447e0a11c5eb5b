package dev.palinode.engine.model;

import java.util.Objects;

/**
 * The programs of others that can carry out an ALTER TABLE: a name, looked for on the path, or a path with a slash.
 *
 * @param ghOst of the strategy {@code gh-ost}
 * @param ptOsc of the strategy {@code pt-osc}
 */
public record ToolPaths(String ghOst, String ptOsc) {
    /** As they are called where they come from. */
    public static final ToolPaths DEFAULTS = new ToolPaths("gh-ost", "pt-online-schema-change");

    public ToolPaths {
        Objects.requireNonNull(ghOst, "ghOst");
        Objects.requireNonNull(ptOsc, "ptOsc");
    }

    /** The program of an external strategy. */
    public String of(DdlStrategy.Kind kind) {
        return kind == DdlStrategy.Kind.GH_OST ? ghOst : ptOsc;
    }
}
