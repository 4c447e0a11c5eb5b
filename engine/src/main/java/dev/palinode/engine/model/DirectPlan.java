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
 * @param inverse the ALTER TABLE that takes it back without loss, or how and where what it took away is held; empty if
 *     there is none
 * @param refusal if there is none, the reason
 */
public record DirectPlan(
        Operation operation, String statement, String before, String after, String inverse, String refusal) {

    /** The kinds of statements. */
    public enum Operation {
        /** With ALGORITHM=INSTANT. */
        INSTANT("{\"operation\":\"instant-ddl\"}"),
        /** As the user wrote it, however long that takes. */
        NATIVE(""),
        /** Partitions are added. */
        PARTITION_ADD(Operation.ROTATION),
        /** Partitions go, and their rows are held. */
        PARTITION_DROP(Operation.ROTATION),
        /** Partitions go if they have no rows: the way back from {@link #PARTITION_ADD}. */
        PARTITION_REMOVE(Operation.ROTATION),
        /** Partitions come back, with the rows that are held: the way back from {@link #PARTITION_DROP}. */
        PARTITION_RESTORE(Operation.ROTATION);

        private static final String ROTATION = "{\"operation\":\"range-partition\"}";

        private final String specialPlan;

        Operation(String specialPlan) {
            this.specialPlan = specialPlan;
        }

        /** What is stored of it for those who read rows, in Vitess's words. */
        public String specialPlan() {
            return specialPlan;
        }

        /** Whether it is about partitions by name. */
        public boolean isRotation() {
            return specialPlan.equals(ROTATION);
        }

        /** Whether partitions go. */
        public boolean removesPartitions() {
            return this == PARTITION_DROP || this == PARTITION_REMOVE;
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

    /** The same, taken back otherwise. */
    public DirectPlan withInverse(String other) {
        return new DirectPlan(operation, statement, before, after, other, refusal);
    }
}
