package dev.palinode.engine.sidecar.throttle;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.Writable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The table {@code _vt.throttled_apps}: one rule per app, until it expires by the server's clock. */
public final class ThrottledApps {
    private final String keyspace;
    private final String shard;

    public ThrottledApps(String keyspace, String shard) {
        this.keyspace = keyspace;
        this.shard = shard;
    }

    /** The rules that have not expired, by name. */
    public List<ThrottleRule> list(Connection connection) throws SQLException {
        String sql = "SELECT app, CAST(expire_at AS CHAR), TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expire_at),"
                + " ratio FROM _vt.throttled_apps WHERE keyspace = ? AND shard = ? AND expire_at > UTC_TIMESTAMP(6)"
                + " ORDER BY app";
        return Sql.query(
                connection,
                sql,
                row -> new ThrottleRule(
                        row.getString(1),
                        row.getString(2),
                        Duration.of(row.getLong(3), ChronoUnit.MICROS),
                        row.getDouble(4)),
                keyspace,
                shard);
    }

    /** Stores the rule of an app in place of the one it had, and removes those that have expired. */
    public void put(Connection tx, String app, Duration expire, double ratio) throws SQLException {
        Sql.update(
                tx,
                "DELETE FROM _vt.throttled_apps WHERE keyspace = ? AND shard = ?"
                        + " AND (app = ? OR expire_at <= UTC_TIMESTAMP(6))",
                keyspace,
                shard,
                app);
        Sql.update(
                tx,
                "INSERT INTO _vt.throttled_apps (keyspace, shard, app, expire_at, ratio)"
                        + " VALUES (?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND + INTERVAL ? MICROSECOND, ?)",
                keyspace,
                shard,
                app,
                expire.toSeconds(),
                expire.toNanosPart() / 1000,
                ratio);
        Writable.require(tx);
    }

    /** Removes the rule of an app; nothing if it has none. */
    public void remove(Connection tx, String app) throws SQLException {
        Sql.update(
                tx,
                "DELETE FROM _vt.throttled_apps WHERE keyspace = ? AND shard = ? AND app = ?",
                keyspace,
                shard,
                app);
        Writable.require(tx);
    }
}
