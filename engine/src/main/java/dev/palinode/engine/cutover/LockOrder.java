package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether the server serves a RENAME that waits for a table before the writers that came after it. It does until it has done
 * so {@code max_write_lock_count} times for one table; then writers come first, to the old table.
 */
final class LockOrder {
    /** More than wait for one table in the time of a swap; by default it is the largest number that the server knows. */
    private static final BigInteger ENOUGH = BigInteger.valueOf(10_000);

    private LockOrder() {}

    /** What keeps the order from being certain; empty if nothing. */
    static Optional<String> obstacle(Db db) throws SQLException {
        return db.with(connection ->
                        Sql.first(connection, "SELECT @@GLOBAL.max_write_lock_count", row -> row.getString(1)))
                .filter(count -> new BigInteger(count).compareTo(ENOUGH) < 0)
                .map(count -> "max_write_lock_count is " + count + ": writers could come before the waiting RENAME;"
                        + " SET GLOBAL max_write_lock_count = DEFAULT");
    }
}
