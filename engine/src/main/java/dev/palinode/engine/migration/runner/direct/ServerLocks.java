package dev.palinode.engine.migration.runner.direct;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the server would lock for an ALTER of its own, by the kindest of its algorithms that it accepts on an empty clone.
 *
 * @param words what is locked while it runs
 * @param objection what the server says against the statement as it is; empty if nothing
 */
public record ServerLocks(String words, Optional<String> objection) {
    private static final List<Way> KINDEST_FIRST = List.of(
            new Way("ALGORITHM=INSTANT", "INSTANT: exclusive metadata lock for a moment"),
            new Way("ALGORITHM=INPLACE, LOCK=NONE", "INPLACE: reads and writes go on, replicas fall behind by as much"),
            new Way("ALGORITHM=INPLACE, LOCK=SHARED", "INPLACE: nobody can write while it runs"),
            new Way("ALGORITHM=COPY, LOCK=NONE", "COPY: reads and writes go on"),
            new Way("ALGORITHM=COPY", "COPY: nobody can write while it runs"));

    private record Way(String clauses, String words) {}

    static ServerLocks unknown(String why) {
        return new ServerLocks("unknown: " + why, Optional.empty());
    }

    /** Asks the server; the clone is not to be used after that. */
    static ServerLocks of(Trial trial, String alter) throws SQLException {
        if (AlterText.saysHow(alter)) {
            return new ServerLocks("as the statement itself says", trial.objection(alter));
        }
        for (Way way : KINDEST_FIRST) {
            if (trial.objection(alter + ", " + way.clauses()).isEmpty()) {
                return new ServerLocks(way.words(), Optional.empty());
            }
        }
        return new ServerLocks("unknown: the server accepts no algorithm by name", trial.objection(alter));
    }
}
