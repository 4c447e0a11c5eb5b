package dev.palinode.engine.topo;

import dev.palinode.engine.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.Set;

/** When a server of the shard was promoted for the last time, as one server knows it. */
public final class PromotionTime {
    /** No such schema or table. */
    private static final Set<Integer> NONE = Set.of(1049, 1146);

    /** No right to the schema or the table; another table of that name. */
    private static final Set<Integer> HIDDEN = Set.of(1044, 1142, 1054);

    private PromotionTime() {}

    /**
     * Reads {@code _vt.reparent_journal}.
     *
     * @return nanoseconds since 1970 by the clock of who was promoted; 0 if there was no promotion by us, and empty if the
     *     server does not let us see
     * @throws SQLException if the server cannot be asked
     */
    public static OptionalLong read(Connection connection) throws SQLException {
        try {
            return OptionalLong.of(Sql.first(
                            connection,
                            "SELECT COALESCE(MAX(time_created_ns), 0) FROM _vt.reparent_journal",
                            row -> row.getLong(1))
                    .orElse(0L));
        } catch (SQLException e) {
            if (NONE.contains(e.getErrorCode())) {
                return OptionalLong.of(0);
            }
            if (HIDDEN.contains(e.getErrorCode())) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }
}
