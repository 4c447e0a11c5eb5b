package dev.palinode.engine.model;

import java.util.Locale;
import java.util.Optional;

/**
 * How an ALTER TABLE is done by the server itself, as it is written down before it is done. By the two definitions
 * another process finds out whether it was.
 *
 * @param operation what kind of statement it is
 * @param statement the ALTER TABLE on the real table
 * @param before digest of the table's definition before it
 * @param after digest of the definition that it leads to; empty where that could not be foreseen
 * @param inverse the ALTER TABLE that takes it back without loss; empty if there is none
 * @param refusal if there is none, the reason
 */
public record DirectPlan(
        Operation operation, String statement, String before, String after, String inverse, String refusal) {

    /** The kinds of statements. */
    public enum Operation {
        /** With ALGORITHM=INSTANT. */
        INSTANT("{\"operation\":\"instant-ddl\"}"),
        /** As the user wrote it, however long that takes. */
        NATIVE("");

        private final String specialPlan;

        Operation(String specialPlan) {
            this.specialPlan = specialPlan;
        }

        /** What is stored of it for those who read rows, in Vitess's words. */
        public String specialPlan() {
            return specialPlan;
        }

        /** Whether it is over at once. */
        public boolean isImmediate() {
            return !specialPlan.isEmpty();
        }

        /** The spelling in the row. */
        public String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why it cannot be taken back; empty if it can. */
    public Optional<String> irrevertible() {
        return inverse.isEmpty() ? Optional.of(refusal) : Optional.empty();
    }

    /** The same done otherwise. */
    public DirectPlan as(Operation other, String otherStatement) {
        return new DirectPlan(other, otherStatement, before, after, inverse, refusal);
    }
}
