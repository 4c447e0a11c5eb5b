package dev.palinode.engine.stream.copy;

import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * How much of a copy is done, from 0 to 1. Where the key is a whole number, by the position of the cursors between the
 * bounds of their ranges; else by rows, of which the server knows only an estimate. Never 1 before all is done.
 */
final class CopyFraction {
    private static final double NOT_QUITE = 0.99;

    private CopyFraction() {}

    static double of(List<CopyCursor> ranges, RowPlan plan, long rows) {
        if (ranges.stream().allMatch(CopyCursor::done)) {
            return 1;
        }
        double byRows = plan.source().rowEstimate() <= 0
                ? 0
                : (double) rows / Math.max(rows, plan.source().rowEstimate());
        if (ranges.size() < 2 || !plan.orderKnown()) {
            return Math.min(NOT_QUITE, byRows);
        }
        double sum = 0;
        for (CopyCursor range : ranges) {
            sum += range.done() ? 1 : inside(range);
        }
        return Math.min(NOT_QUITE, sum / ranges.size());
    }

    private static double inside(CopyCursor range) {
        if (range.last().isEmpty() || range.lower().isEmpty() || range.upper().isEmpty()) {
            return 0;
        }
        BigDecimal low = first(range.lower().get());
        BigDecimal high = first(range.upper().get());
        BigDecimal at = first(range.last().get());
        return high.compareTo(low) <= 0
                ? 0
                : at.subtract(low)
                        .divide(high.subtract(low), MathContext.DECIMAL32)
                        .doubleValue();
    }

    private static BigDecimal first(String key) {
        return new BigDecimal(KeyTuple.decode(key).literals().get(0));
    }
}
