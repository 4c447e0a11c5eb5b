package dev.palinode.engine.stream.copy;

import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.stream.plan.KeySpan;
import dev.palinode.engine.stream.plan.RowPlan;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the key space into ranges that can be copied side by side: equal pieces between the smallest and the largest
 * value of the key's first column where that is a whole number, else one range. Uneven data makes uneven ranges, which
 * costs time but no correctness; that is why there are more ranges than copiers.
 */
public final class RangeCutter {
    private RangeCutter() {}

    /** The ranges of a new stream, in key order; together they hold every key. */
    public static List<CopyCursor> cut(Connection connection, RowPlan plan, int pieces) throws SQLException {
        List<CopyCursor> ranges = new ArrayList<>();
        Optional<String> lower = Optional.empty();
        for (BigInteger bound : bounds(connection, plan, pieces)) {
            Optional<String> upper = Optional.of(bound.toString());
            ranges.add(new CopyCursor(ranges.size(), lower, upper, Optional.empty(), false, 0));
            lower = upper;
        }
        ranges.add(new CopyCursor(ranges.size(), lower, Optional.empty(), Optional.empty(), false, 0));
        return ranges;
    }

    private static List<BigInteger> bounds(Connection connection, RowPlan plan, int pieces) throws SQLException {
        return pieces < 2
                ? List.of()
                : KeySpan.of(connection, plan)
                        .map(span -> between(span.smallest(), span.largest(), pieces))
                        .orElse(List.of());
    }

    private static List<BigInteger> between(BigInteger smallest, BigInteger largest, int pieces) {
        BigInteger width = largest.subtract(smallest);
        if (width.compareTo(BigInteger.valueOf(pieces)) < 0) {
            return List.of();
        }
        List<BigInteger> bounds = new ArrayList<>();
        for (int i = 1; i < pieces; i++) {
            bounds.add(smallest.add(width.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(pieces))));
        }
        return bounds;
    }
}
