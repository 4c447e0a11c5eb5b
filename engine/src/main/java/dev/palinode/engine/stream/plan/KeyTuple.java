package dev.palinode.engine.stream.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of the iteration key, or of its first columns only, as SQL literals. A shorter tuple stands for all keys
 * that begin with it.
 *
 * @param literals one per key column, from the first on
 */
public record KeyTuple(List<String> literals) {
    public KeyTuple {
        literals = List.copyOf(literals);
    }

    /** The form stored in {@code _vt.copy_state}; no literal that we write contains a line break. */
    public String encode() {
        return String.join("\n", literals);
    }

    /** The tuple of a stored form. */
    public static KeyTuple decode(String text) {
        return new KeyTuple(List.of(text.split("\n", -1)));
    }

    /**
     * Compares column by column over the columns that both have, as whole numbers. Only for keys of whole numbers.
     *
     * @return 0 also when one is the beginning of the other
     */
    public int compareNumbers(KeyTuple other) {
        int common = Math.min(literals.size(), other.literals.size());
        for (int i = 0; i < common; i++) {
            int order = number(i).compareTo(other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger number(int column) {
        return new BigInteger(literals.get(column));
    }

    /** Rows of the columns that come after this tuple, in key order. */
    String after(List<String> columns) {
        return beyond(columns, ">", ">");
    }

    /** Rows of the columns up to and including this tuple. */
    String upTo(List<String> columns) {
        return beyond(columns, "<", "<=");
    }

    /**
     * The comparison of tuples spelled out, since neither server uses an index well for {@code (a, b) > (x, y)}. The
     * bound on the first column alone comes first, for the range optimiser.
     */
    private String beyond(List<String> columns, String strict, String last) {
        if (literals.size() == 1) {
            return columns.get(0) + " " + last + " " + literals.get(0);
        }
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < literals.size(); i++) {
            StringBuilder one = new StringBuilder();
            for (int j = 0; j < i; j++) {
                one.append(columns.get(j)).append(" = ").append(literals.get(j)).append(" AND ");
            }
            String operator = i == literals.size() - 1 ? last : strict;
            cases.add("(" + one + columns.get(i) + " " + operator + " " + literals.get(i) + ")");
        }
        return columns.get(0) + " " + strict.charAt(0) + "= " + literals.get(0) + " AND (" + String.join(" OR ", cases)
                + ")";
    }
}
