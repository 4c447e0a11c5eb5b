package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For a forced cut-over: while LOCK TABLES waits, kills whoever holds the table, again and again, on a thread of its
 * own from {@link #start} to {@link #close}. Only sessions of which the server says that they hold this table are killed.
 */
public final class HolderKiller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolderKiller.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final int ER_NO_SUCH_THREAD = 1094;

    private final Db db;
    private final TableName table;
    private final Set<Long> spared;
    private final Set<String> killed = new LinkedHashSet<>();
    private final Set<String> spurned = new LinkedHashSet<>();
    private final Thread thread;

    private HolderKiller(Db db, TableName table, Set<Long> spared) {
        this.db = db;
        this.table = table;
        this.spared = spared;
        this.thread = new Thread(this::run, "force-cutover");
        thread.setDaemon(true);
    }

    /**
     * Begins.
     *
     * @param spared connections that are not killed: those of the cut-over
     */
    public static HolderKiller start(Db db, TableName table, Set<Long> spared) {
        HolderKiller killer = new HolderKiller(db, table, spared);
        killer.thread.start();
        return killer;
    }

    /** Why a forced attempt could not kill anybody; empty when the server tells whom. */
    public static String hint(Db db) throws SQLException {
        return db.with(db.dialect()::tellsWhoHoldsTables)
                ? ""
                : "; nobody was killed: the server does not tell who holds the table unless it runs with"
                        + " performance_schema=ON and performance_schema_instrument='wait/lock/metadata/sql/mdl=ON'";
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                db.run(this::killAll);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("the sessions that hold {} are not killed: {}", table, e.toString());
        }
    }

    private void killAll(Connection connection) throws SQLException {
        if (!db.dialect().tellsWhoHoldsTables(connection)) {
            return;
        }
        for (TableHolders.Holder holder : TableHolders.of(db, connection, table)) {
            if (!spared.contains(holder.id())) {
                kill(connection, holder);
            }
        }
    }

    private void kill(Connection connection, TableHolders.Holder holder) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL " + holder.id());
            LOG.warn("forced cut-over of {}: killed {}", table, holder);
            note(killed, holder.toString());
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_THREAD) {
                note(spurned, "session " + holder.id() + " cannot be killed: " + e.getMessage());
            }
        }
    }

    private synchronized void note(Set<String> where, String what) {
        where.add(what);
    }

    /** Why somebody could not be killed; empty if nobody resisted. */
    public synchronized String resistance() {
        return spurned.isEmpty() ? "" : "; " + String.join("; ", spurned);
    }

    /** Who was killed so far. */
    public synchronized List<String> killed() {
        return List.copyOf(killed);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }
}
