package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.SchemaReader;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The atomic swap on two connections of its own, for both flavours (the idea is gh-ost's; MariaDB allows no RENAME
 * under one's own LOCK TABLES).
 *
 * <p>One connection locks the sentry and the table. The other queues {@code RENAME TABLE table TO sentry's name,
 * incoming TO table}, which cannot run while the locks are held, and would fail while the sentry exists. If the first
 * connection dies, the rename fails and nothing has changed; if the second dies, the locks are released and nothing
 * has changed. Dropping the sentry is the point of no return; it happens only once everything has been applied. After
 * the unlock the server grants the queued rename before any statement on the table.
 *
 * <p>That last sentence holds only for a rename that waits for the <em>table</em>. A RENAME takes its metadata locks one
 * after the other, in the order of the names. If the sentry's name came first, the rename would wait there, and by the
 * time it got to the table the statements waiting for that would have been served: writes to the old table, after its
 * last position was read, lost with it. Hence a sentry whose name sorts behind the table's.
 */
final class SentryRename implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    private final Db db;
    private final Swap swap;
    private final Connection locker;
    private final Connection renamer;
    private final long lockerId;
    private final long renamerId;
    private Optional<FutureTask<Boolean>> rename = Optional.empty();
    private boolean sentryLocked = true;

    SentryRename(Db db, Swap swap) throws SQLException {
        this.db = db;
        this.swap = swap;
        AtomicLong id = new AtomicLong();
        this.locker = db.dedicated(connection -> id.set(id(connection)));
        this.lockerId = id.get();
        try {
            this.renamer = db.dedicated(connection -> {
                id.set(id(connection));
                nameLocker();
            });
        } catch (SQLException | RuntimeException e) {
            locker.close();
            throw e;
        }
        this.renamerId = id.get();
    }

    private void nameLocker() throws SQLException {
        try (Statement statement = locker.createStatement()) {
            statement
                    .executeQuery("SELECT GET_LOCK('" + lockName(swap.sentry()) + "', 0)")
                    .close();
        }
    }

    /** The named lock by which another engine finds the session that holds the table, to end it. */
    static String lockName(TableName sentry) {
        return "palinode-" + sentry.table().replaceAll("^.*_vt_swp_", "swap-") + "-"
                + Integer.toHexString(sentry.hashCode());
    }

    private static long id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void createSentry() throws SQLException {
        Sentry.create(locker, swap.sentry());
    }

    /** Locks table and sentry against everybody; gives up soon, because all who come meanwhile queue behind it. */
    void lock(Duration patience) throws SQLException {
        try (Statement statement = locker.createStatement()) {
            statement.execute("SET SESSION lock_wait_timeout = " + Math.max(1, patience.toSeconds()));
            if (!swap.related().isEmpty() && db.dialect().locksParents()) {
                lockAlone(statement);
            } else {
                statement.execute("LOCK TABLES " + swap.sentry().quoted() + " WRITE, "
                        + swap.table().quoted() + " WRITE");
            }
        }
    }

    /**
     * Against writers, and without its parents, which the new table's foreign keys need. Reads may go on until the rename is
     * queued. A FLUSH waits ahead of new writers, LOCK TABLES … READ behind them, so that it is only for those who lack
     * the privilege.
     */
    private void lockAlone(Statement statement) throws SQLException {
        try {
            statement.execute("FLUSH TABLES " + swap.table().quoted() + " WITH READ LOCK");
            sentryLocked = false;
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_SPECIFIC_ACCESS_DENIED) {
                throw e;
            }
            statement.execute("LOCK TABLES " + swap.sentry().quoted() + " WRITE, "
                    + swap.table().quoted() + " READ");
        }
    }

    /** The ids of both connections. */
    Set<Long> sessions() {
        return Set.of(lockerId, renamerId);
    }

    /** The table's definition, read under the lock. */
    String lockedDefinition() throws SQLException {
        return SchemaReader.showCreate(locker, swap.table());
    }

    /**
     * Gives the incoming table the counter of the table where that is higher: numbers that were used once, by rows that
     * were deleted or rolled back, must not be given out again. Under the lock, so that the counter stands still.
     */
    void handOverAutoIncrement() throws SQLException {
        Optional<BigInteger> source = AutoIncrement.of(locker, swap.table());
        if (source.isEmpty()) {
            return;
        }
        db.run(connection -> {
            Optional<BigInteger> own = AutoIncrement.of(connection, swap.incoming());
            if (own.isPresent() && own.get().compareTo(source.get()) < 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("ALTER TABLE " + swap.incoming().quoted() + " AUTO_INCREMENT = " + source.get());
                }
            }
        });
    }

    /** The end of the binlog, read under the lock: nothing on the table can come after it. */
    Position lockedPosition() throws SQLException {
        return db.with(db.dialect()::currentPosition);
    }

    /** Sends the rename and waits until the server shows it waiting for the table. */
    void queueRename(Duration limit) throws SQLException, InterruptedException {
        RenameWatch watch = RenameWatch.of(db, swap.table(), renamerId);
        if (!watch.isExact()) {
            awaitIncomingFree();
        }
        FutureTask<Boolean> task = sendRename();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!watch.seesItQueued()) {
            if (task.isDone()) {
                finishRename(Duration.ofSeconds(1));
                throw new SQLException("RENAME returned although the table was locked");
            }
            if (System.nanoTime() > deadline) {
                throw new SQLException("timeout for rename query: it is not waiting for the table" + watch.instead());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * Why the queued rename would fail, or do harm. The new table, which it has locked by now, may have been taken away
     * before; MariaDB has not queued a rename of what is not there. Whoever waits for the table since before the rename, to empty or replace it as well: among such, the server
     * serves who came first, and what that one does to the old table would be undone by the swap.
     */
    Optional<String> obstacle() throws SQLException {
        if (db.dialect().listsWithoutLocks()
                && !db.with(connection -> SchemaReader.exists(connection, swap.incoming()))) {
            return Optional.of("the new table " + swap.incoming() + " is gone");
        }
        return TableReplacers.of(db, swap.table(), sessions())
                .map(who -> "another session waits to replace the table: " + who);
    }

    private FutureTask<Boolean> sendRename() {
        String sql =
                "RENAME TABLE " + swap.table().quoted() + " TO " + swap.sentry().quoted() + ", "
                        + swap.incoming().quoted() + " TO " + swap.table().quoted();
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try (Statement statement = renamer.createStatement()) {
                statement.execute("SET SESSION lock_wait_timeout = "
                        + Math.max(2, 2 * swap.budget().toSeconds()));
                return statement.execute(sql);
            }
        });
        rename = Optional.of(task);
        Thread thread = new Thread(task, "rename-" + swap.id().hex().substring(0, 8));
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Where the incoming table has foreign keys, MySQL would lock the parents as well. */
    private void awaitIncomingFree() throws SQLException {
        if (swap.related().isEmpty() || !db.dialect().locksParents()) {
            try (Statement statement = renamer.createStatement()) {
                statement.execute("SET SESSION lock_wait_timeout = 1");
                statement.execute("LOCK TABLES " + swap.incoming().quoted() + " WRITE");
                statement.execute("UNLOCK TABLES");
            }
        }
    }

    /** The point of no return. The rename waits for the table, and has not come to the sentry. */
    void dropSentry() throws SQLException {
        String drop = "DROP TABLE " + swap.sentry().quoted();
        if (!sentryLocked) {
            db.execute(drop);
            return;
        }
        try (Statement statement = locker.createStatement()) {
            statement.execute(drop);
        }
    }

    void unlock() throws SQLException {
        try (Statement statement = locker.createStatement()) {
            statement.execute("UNLOCK TABLES");
        }
    }

    /** Waits for the rename's end; its error, if any, is thrown. */
    void finishRename(Duration limit) throws SQLException, InterruptedException {
        try {
            rename.orElseThrow().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new IllegalStateException("the rename's thread failed", e);
        } catch (TimeoutException e) {
            throw new SQLException("timeout while waiting for RENAME to complete", e);
        }
    }

    /** Ends both sessions on the server, and with them locks and a rename that is still queued. */
    @Override
    public void close() {
        quietly(() -> renamer.abort(Runnable::run));
        quietly(() -> db.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("KILL " + renamerId);
            }
        }));
        quietly(locker::close);
    }

    private static void quietly(SqlRunnable action) {
        try {
            action.run();
        } catch (SQLException e) {
            // A session that has ended already is what is wanted.
            org.slf4j.LoggerFactory.getLogger(SentryRename.class).debug("ending a session: {}", e.toString());
        }
    }

    @FunctionalInterface
    private interface SqlRunnable {
        void run() throws SQLException;
    }
}
