package dev.palinode.engine.reparent.member;

import dev.palinode.engine.db.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table {@code _vt.reparent_journal}, with Vitess's columns: one row for each time that a server was promoted. */
public final class ReparentJournal {
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int ER_BAD_DB = 1049;

    private ReparentJournal() {}

    /**
     * Writes a row on the new primary, by which replicas show that they follow it.
     *
     * @param behind a promotion that this one comes after, whatever the server's clock says, in nanoseconds since 1970
     */
    public static void write(Member primary, String action, long behind) throws SQLException {
        try {
            insert(primary, action, behind);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_TABLE && e.getErrorCode() != ER_BAD_DB) {
                throw e;
            }
            primary.execute(
                    "CREATE DATABASE IF NOT EXISTS _vt DEFAULT CHARACTER SET utf8mb4",
                    "CREATE TABLE IF NOT EXISTS _vt.reparent_journal (time_created_ns bigint unsigned NOT NULL,"
                            + " action_name varbinary(250) NOT NULL, primary_alias varbinary(32) NOT NULL,"
                            + " replication_position varbinary(64000) DEFAULT NULL,"
                            + " PRIMARY KEY (time_created_ns)) ENGINE = InnoDB");
            insert(primary, action, behind);
        }
    }

    /** The time is the server's; of two within its microsecond the later one counts on. */
    private static void insert(Member primary, String action, long behind) throws SQLException {
        Sql.update(
                primary.connection(),
                "INSERT INTO _vt.reparent_journal (time_created_ns, action_name, primary_alias, replication_position)"
                        + " SELECT GREATEST(CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS UNSIGNED) * 1000,"
                        + " COALESCE(MAX(time_created_ns), 0) + 1, ? + 1), ?, ?, ? FROM _vt.reparent_journal",
                behind,
                action,
                primary.alias(),
                primary.executed().encode());
    }

    /** Since when a primary is it, in UTC; empty if it was not promoted by us. */
    public static Optional<String> termStart(Member primary) throws SQLException {
        if (lastPrimary(primary).filter(primary.alias()::equals).isEmpty()) {
            return Optional.empty();
        }
        return Sql.first(
                        primary.connection(),
                        "SELECT MAX(time_created_ns) FROM _vt.reparent_journal",
                        row -> row.getLong(1))
                .map(nanos -> Instant.ofEpochSecond(nanos / 1_000_000_000L).toString());
    }

    /**
     * Whether one server knows of a promotion that came after all that the other one knows of; aliases, which may differ
     * between proxies, and promotions by others do not matter.
     */
    public static boolean isNewer(Member one, Member other) throws SQLException {
        return newest(one) > newest(other);
    }

    /** The time of the last promotion that a server knows of, in nanoseconds since 1970; 0 if there was none. */
    public static long newest(Member member) throws SQLException {
        try {
            return Sql.first(
                            member.connection(),
                            "SELECT COALESCE(MAX(time_created_ns), 0) FROM _vt.reparent_journal",
                            row -> row.getLong(1))
                    .orElse(0L);
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_NO_SUCH_TABLE || e.getErrorCode() == ER_BAD_DB) {
                return 0;
            }
            throw e;
        }
    }

    /** When a server was promoted by a command for the last time, as a server knows it. */
    public static Optional<Instant> last(Member member, String action) throws SQLException {
        try {
            return Sql.first(
                            member.connection(),
                            "SELECT COALESCE(MAX(time_created_ns), 0) FROM _vt.reparent_journal WHERE action_name = ?",
                            row -> row.getLong(1),
                            action)
                    .filter(nanos -> nanos > 0)
                    .map(nanos -> Instant.ofEpochSecond(nanos / 1_000_000_000L));
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_NO_SUCH_TABLE || e.getErrorCode() == ER_BAD_DB) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Who was promoted last, as a server knows it. */
    public static Optional<String> lastPrimary(Member member) throws SQLException {
        try {
            return Sql.first(
                    member.connection(),
                    "SELECT primary_alias FROM _vt.reparent_journal ORDER BY time_created_ns DESC LIMIT 1",
                    row -> row.getString(1));
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_NO_SUCH_TABLE || e.getErrorCode() == ER_BAD_DB) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
