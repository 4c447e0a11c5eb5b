package dev.palinode.engine.stream.plan;

import dev.palinode.engine.model.TableName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * From where to where the values of the iteration key's first column go, where that is a whole number.
 *
 * @param smallest on the source, when it was looked
 * @param largest not less
 */
public record KeySpan(BigInteger smallest, BigInteger largest) {

    /** That of a table; empty for one without rows, and for other keys. */
    public static Optional<KeySpan> of(Connection connection, RowPlan plan) throws SQLException {
        if (!plan.key().get(0).source().isInteger()) {
            return Optional.empty();
        }
        String column = TableName.quote(plan.key().get(0).source().name());
        String sql = "SELECT CAST(MIN(" + column + ") AS CHAR), CAST(MAX(" + column + ") AS CHAR) FROM "
                + plan.sourceName().quoted();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            Optional<String> low = Optional.ofNullable(rows.getString(1));
            Optional<String> high = Optional.ofNullable(rows.getString(2));
            return low.flatMap(from -> high.map(to -> new KeySpan(new BigInteger(from), new BigInteger(to))));
        }
    }

    /** How much of the span lies before the key, 0 to 1; a span of one value is all done. */
    public double fraction(KeyTuple key) {
        BigDecimal width = new BigDecimal(largest.subtract(smallest));
        BigDecimal at = new BigDecimal(key.literals().get(0)).subtract(new BigDecimal(smallest));
        double part = width.signum() == 0
                ? 1
                : at.divide(width, MathContext.DECIMAL32).doubleValue();
        return Math.max(0, Math.min(1, part));
    }
}
