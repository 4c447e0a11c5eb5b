package dev.palinode.engine.preflight;

import java.util.Objects;

/**
 * Something that keeps us from working, or from working well.
 *
 * @param severity whether nothing goes without it
 * @param what what was seen
 * @param fix the statement or setting that would fix it
 */
public record Problem(Severity severity, String what, String fix) {
    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(fix, "fix");
    }

    /** How bad it is. */
    public enum Severity {
        /** Nothing is served. */
        ERROR,
        /** Something works less well. */
        WARNING
    }

    static Problem error(String what, String fix) {
        return new Problem(Severity.ERROR, what, fix);
    }

    static Problem warning(String what, String fix) {
        return new Problem(Severity.WARNING, what, fix);
    }

    @Override
    public String toString() {
        return what + "\n      fix: " + fix;
    }
}
