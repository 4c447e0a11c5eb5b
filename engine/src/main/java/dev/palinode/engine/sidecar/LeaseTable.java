package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.Writable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The table {@code _vt.shard_lease}: who drives a shard, and in which epoch. Time is the server's. */
public final class LeaseTable {
    private static final long READ_ONLY = -2;

    private LeaseTable() {}

    /**
     * The lease as it is.
     *
     * @param epoch grows by one with each owner
     * @param holder the owner's name, for people
     * @param lockName the named lock that the owner holds while its process lives
     * @param alive whether it has neither expired nor been left by its process
     */
    public record Row(long epoch, String holder, String lockName, boolean alive) {}

    /**
     * Locks the lease against a change of owner until the transaction ends, and compares the epoch. Meant to be the
     * last statement before the commit. A server that is read-only is no primary any more, although it may let us write.
     *
     * @throws LeaseLost if the lease has passed to another owner; the caller must roll back
     */
    public static void check(Connection tx, String keyspace, String shard, long epoch) throws SQLException {
        // This spelling of the shared lock is one that both flavours know.
        String sql = "SELECT IF(" + Writable.SQL + ", CAST(epoch AS SIGNED), " + READ_ONLY + ") FROM _vt.shard_lease"
                + " WHERE keyspace = ? AND shard = ? LOCK IN SHARE MODE";
        long found = Sql.first(tx, sql, row -> row.getLong(1), keyspace, shard).orElse(-1L);
        if (found == READ_ONLY) {
            throw Writable.refusal();
        }
        if (found != epoch) {
            throw new LeaseLost("the lease of " + keyspace + "/" + shard + " is at epoch " + found + ", not " + epoch);
        }
    }

    /** The lease, or empty when the shard never had an owner. */
    public static Optional<Row> find(Connection connection, String keyspace, String shard) throws SQLException {
        String sql = "SELECT epoch, holder, lock_name, expires_at > NOW(6) AND IFNULL(IS_FREE_LOCK(lock_name), 0) = 0"
                + " FROM _vt.shard_lease WHERE keyspace = ? AND shard = ?";
        return Sql.first(
                connection,
                sql,
                row -> new Row(row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4)),
                keyspace,
                shard);
    }

    /** Makes the row of a shard that never had an owner; not on a server that is read-only. */
    public static void create(Connection connection, String keyspace, String shard) throws SQLException {
        String sql = "INSERT IGNORE INTO _vt.shard_lease (keyspace, shard, epoch, holder, lock_name)"
                + " SELECT ?, ?, 0, '', 'none' FROM DUAL WHERE " + Writable.SQL;
        Sql.update(connection, sql, keyspace, shard);
    }

    /**
     * Takes the lease at the next epoch if it is still at the given one. Waits for transactions that have checked
     * the old epoch and not yet ended. Nobody gets it on a server that is read-only.
     */
    public static boolean take(
            Connection connection, String keyspace, String shard, long oldEpoch, Row next, Duration ttl)
            throws SQLException {
        String sql = "UPDATE _vt.shard_lease SET epoch = ?, holder = ?, lock_name = ?, expires_at = NOW(6) + INTERVAL"
                + " ? MICROSECOND WHERE keyspace = ? AND shard = ? AND epoch = ? AND " + Writable.SQL;
        return 1
                == Sql.update(
                        connection,
                        sql,
                        next.epoch(),
                        next.holder(),
                        next.lockName(),
                        micros(ttl),
                        keyspace,
                        shard,
                        oldEpoch);
    }

    /**
     * Prolongs the lease from now; false when it has passed to another owner, or the server is read-only. Zero gives it
     * back.
     */
    public static boolean renew(Connection connection, String keyspace, String shard, long epoch, Duration ttl)
            throws SQLException {
        String sql = "UPDATE _vt.shard_lease SET expires_at = NOW(6) + INTERVAL ? MICROSECOND"
                + " WHERE keyspace = ? AND shard = ? AND epoch = ? AND " + Writable.SQL;
        return 1 == Sql.update(connection, sql, micros(ttl), keyspace, shard, epoch);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
