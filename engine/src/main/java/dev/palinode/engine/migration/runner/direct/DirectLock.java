package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.MigrationId;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Optional;

/** The {@link StepLock} of a server's own ALTER, whose statement may run for hours. */
public final class DirectLock {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private DirectLock() {}

    /** For the driver: a statement that an earlier driver has begun is let run, since it does what is wanted. */
    static NamedLock forDriver(EngineContext context, MigrationId id, DirectPlan plan) throws SQLException {
        if (!plan.operation().isImmediate() && isWorking(context.db(), id)) {
            throw new SQLTransientException("the statement of an earlier engine still runs; waiting for its end");
        }
        return StepLock.forDriver(context, id);
    }

    /** For who cancels: the statement is killed; the server leaves the table as it was, or has changed it before. */
    public static Optional<NamedLock> forCancel(Db db, MigrationId id) throws SQLException {
        Optional<NamedLock> lock = StepLock.forClient(db, id, Duration.ZERO);
        for (long waited = 0; lock.isEmpty() && waited < PATIENCE.toSeconds(); waited++) {
            NamedLock.killHolder(db, StepLock.name(id));
            lock = StepLock.forClient(db, id, Duration.ofSeconds(1));
        }
        return lock;
    }

    private static boolean isWorking(Db db, MigrationId id) throws SQLException {
        return db.with(connection -> {
            String sql = "SELECT 1 FROM " + db.dialect().processlist(connection)
                    + " WHERE id = IS_USED_LOCK(?) AND command <> 'Sleep'";
            return Sql.first(connection, sql, row -> true, StepLock.name(id)).isPresent();
        });
    }
}
