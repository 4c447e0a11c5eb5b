package dev.palinode.engine.sql;

/**
 * A part of a text.
 *
 * @param start the first UTF-16 unit
 * @param end behind the last unit
 */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span " + start + ".." + end);
        }
    }

    /** The text that the span covers. */
    public String of(String text) {
        return text.substring(start, end);
    }

    /** Whether the other span lies within this one. */
    public boolean covers(Span other) {
        return start <= other.start && other.end <= end;
    }
}
