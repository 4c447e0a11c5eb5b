package dev.palinode.engine.throttle;

import java.util.Objects;

/**
 * What was measured of one server.
 *
 * @param tablet its alias
 * @param value the value; 0 when there is a trouble
 * @param trouble why there is no value; empty when there is one
 */
public record Reading(String tablet, double value, String trouble) {
    public Reading {
        Objects.requireNonNull(tablet, "tablet");
        Objects.requireNonNull(trouble, "trouble");
    }

    static Reading of(String tablet, double value) {
        return new Reading(tablet, value, "");
    }

    static Reading failed(String tablet, String trouble) {
        return new Reading(tablet, 0, trouble);
    }

    /** Whether there is a value. */
    public boolean known() {
        return trouble.isEmpty();
    }
}
