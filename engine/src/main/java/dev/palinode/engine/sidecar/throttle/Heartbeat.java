package dev.palinode.engine.sidecar.throttle;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.Writable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The table {@code _vt.heartbeat}: the primary's time, written on the primary and replicated as any row. Times are
 * microseconds since 1970 by the primary's clock, so that no clock of a replica counts.
 */
public final class Heartbeat {
    private static final String NOW = "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)";

    private final String keyspace;
    private final String shard;

    public Heartbeat(String keyspace, String shard) {
        this.keyspace = keyspace;
        this.shard = shard;
    }

    /**
     * The newest heartbeat and the time at which it was asked for.
     *
     * @param written when it was written
     * @param now the primary's time
     */
    public record Beat(long written, long now) {}

    /**
     * Writes one on the primary, unless somebody has done so within the last interval; what there is then. One from the
     * future was written by an earlier primary, whose clock was ahead. A server that is read-only gets none: it is no
     * primary any more, although it may let us write.
     */
    public Beat write(Connection primary, Duration interval) throws SQLException {
        long least = interval.toNanos() / 1000;
        int written = Sql.update(
                primary,
                "UPDATE _vt.heartbeat SET ts = " + NOW + " WHERE keyspace = ? AND shard = ? AND (ts <= " + NOW
                        + " - ? OR ts > " + NOW + ") AND " + Writable.SQL,
                keyspace,
                shard,
                least);
        if (written == 0 && read(primary).isEmpty()) {
            Sql.update(
                    primary,
                    "INSERT IGNORE INTO _vt.heartbeat (keyspace, shard, ts) SELECT ?, ?, " + NOW + " FROM DUAL WHERE "
                            + Writable.SQL,
                    keyspace,
                    shard);
        }
        return Sql.first(
                        primary,
                        "SELECT ts, " + NOW + " FROM _vt.heartbeat WHERE keyspace = ? AND shard = ?",
                        row -> new Beat(row.getLong(1), row.getLong(2)),
                        keyspace,
                        shard)
                .orElseThrow(() -> new SQLException("there is no heartbeat, and the server may be read-only"));
    }

    /** The newest one that has come to a server; empty when there has not been any. */
    public OptionalLong read(Connection server) throws SQLException {
        return Sql.first(
                        server,
                        "SELECT ts FROM _vt.heartbeat WHERE keyspace = ? AND shard = ?",
                        row -> OptionalLong.of(row.getLong(1)),
                        keyspace,
                        shard)
                .orElse(OptionalLong.empty());
    }
}
