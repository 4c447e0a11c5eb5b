package dev.palinode.engine.stream.base;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections on which a stream writes, or locks rows. Each has a named lock, so that who owns the shard next can end the transaction of
 * an engine that was stopped in the middle of it, as by SIGSTOP: it could not be committed any more, but its rows, and
 * those of the source that it has read, would stay locked for as long as the connection is open.
 */
public final class StreamConnection {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

    /** For a connection that was killed to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StreamConnection() {}

    /**
     * Opens one; whoever has it is killed.
     *
     * @param role what it is for; one connection of a stream at a time
     * @throws SQLException also if the lease is lost
     */
    public static Connection open(StreamContext context, MigrationId workflow, String role) throws SQLException {
        Optional<NamedLock> lock = NamedLock.tryLock(context.db(), name(workflow, role), Duration.ZERO);
        if (lock.isEmpty()) {
            evict(context, workflow, List.of(role));
            lock = NamedLock.tryLock(context.db(), name(workflow, role), PATIENCE);
        }
        return lock.orElseThrow(() -> new SQLTransientException("another one still has the stream's " + role))
                .connection();
    }

    /** Kills whoever has connections of these roles, which are about to be opened. */
    public static void evict(StreamContext context, MigrationId workflow, List<String> roles) throws SQLException {
        context.db()
                .run(connection -> Tx.run(connection, tx -> {
                    context.fence().check(tx);
                    return true;
                }));
        for (String role : roles) {
            LOG.debug("migration {}: whoever has the stream's {} is killed", workflow, role);
            NamedLock.killHolder(context.db(), name(workflow, role));
        }
    }

    private static String name(MigrationId workflow, String role) {
        return "palinode-" + role + "-" + workflow.hex();
    }
}
