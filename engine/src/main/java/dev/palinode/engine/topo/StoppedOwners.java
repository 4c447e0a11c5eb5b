package dev.palinode.engine.topo;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of an engine that was stopped in the middle of one, such as by SIGSTOP, and has lost the shard. The
 * epoch keeps it from committing; but its rows stay locked for as long as its connection is open, and the next owner would
 * wait for them. For one thread.
 *
 * <p>Nobody but engines writes to their tables. So whoever holds locks there for which somebody waits, and has said
 * nothing for seconds, is such a one: an engine that is well says something every few milliseconds.
 */
public final class StoppedOwners {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedOwners.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Db db;
    private long lastLook = System.nanoTime();

    public StoppedOwners(Db db) {
        this.db = db;
    }

    /** Looks for them every few seconds, however often it is called. Only the owner of the lease may call it. */
    public void look() {
        long now = System.nanoTime();
        if (now - lastLook < INTERVAL.toNanos()) {
            return;
        }
        lastLook = now;
        try {
            db.run(connection -> {
                List<Long> holders = Sql.query(connection, db.dialect().silentHolders(), row -> row.getLong(1));
                for (long holder : holders) {
                    LOG.warn(
                            "killing connection {}: it locks rows of ours and says nothing, as of an engine that was"
                                    + " stopped",
                            holder);
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("KILL " + holder);
                    }
                }
            });
        } catch (SQLException e) {
            LOG.debug("whether a stopped engine is in the way cannot be found out: {}", e.toString());
        }
    }
}
