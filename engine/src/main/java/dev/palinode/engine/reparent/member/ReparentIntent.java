package dev.palinode.engine.reparent.member;

import dev.palinode.engine.db.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A change of the primary that has begun, in the table {@code _vt.reparent_intent}: whoever finds it unfinished knows what
 * was about to happen. It is written before the primary is demoted, so that every server that can be promoted has it,
 * and removed when the change has ended either way. Servers are named by their identities, because aliases may differ
 * between proxies.
 *
 * @param token unique, so that who was suspended sees whether this is still the change that is being done
 * @param action the command
 * @param former the primary that is to be replaced
 * @param restores whether the former primary took writes, so that it may be made to do so again
 * @param candidates who may be promoted
 * @param row what the server that was asked knows besides
 */
public record ReparentIntent(
        String token, String action, String former, boolean restores, Set<String> candidates, Row row) {
    /**
     * About the row itself.
     *
     * @param kept whether the server has it for itself, because it was chosen or had nobody to send it to
     * @param position what that server had executed when it was chosen, encoded; empty if it was not
     * @param started when, in microseconds since 1970 by the clock of the server that wrote it
     */
    public record Row(boolean kept, String position, long started) {
        static final Row NONE = new Row(false, "", 0);

        /** Whether it is the server that was about to be promoted. */
        public boolean chosen() {
            return kept && !position.isEmpty();
        }
    }

    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int ER_BAD_DB = 1049;

    /** The row that was written on the primary, and replicated. */
    private static final int REPLICATED = 1;

    /** The row of a server for itself: it was chosen, or stopped for the choice, or had nobody to send it to. */
    private static final int LOCAL = 2;

    private static final String[] TABLE = {
        "CREATE DATABASE IF NOT EXISTS _vt DEFAULT CHARACTER SET utf8mb4",
        "CREATE TABLE IF NOT EXISTS _vt.reparent_intent (id tinyint NOT NULL, action_name varbinary(250) NOT NULL,"
                + " token varbinary(64) NOT NULL, former varbinary(64) NOT NULL, restores tinyint NOT NULL,"
                + " candidates varbinary(8000) NOT NULL, position mediumtext NOT NULL,"
                + " time_started timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (id)) ENGINE = InnoDB"
    };

    public ReparentIntent {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(former, "former");
        candidates = Set.copyOf(candidates);
        Objects.requireNonNull(row, "row");
    }

    /** An intent to replace a server by one of the candidates. */
    public static ReparentIntent of(String action, String former, boolean restores, List<Member> candidates) {
        return new ReparentIntent(
                UUID.randomUUID().toString(),
                action,
                former,
                restores,
                Set.copyOf(candidates.stream().map(Member::identity).toList()),
                Row.NONE);
    }

    /** Writes it on the primary, from where it is replicated. */
    public void announce(Member primary) throws SQLException {
        // Also where the table is there already: a server that was promoted in need may have it for itself alone.
        primary.execute(TABLE);
        replace(primary, REPLICATED, "");
    }

    /** Writes it on a read-only server, where it becomes no transaction; other accounts are still kept from writing. */
    public void keep(Member chosen) throws SQLException {
        write(chosen, chosen.executed().encode());
    }

    /** The same on one that is stopped and was not chosen, or is not any more. */
    public void mark(Member stopped) throws SQLException {
        write(stopped, "");
    }

    private void write(Member member, String position) throws SQLException {
        member.letUsWrite();
        unlogged(member, () -> {
            member.execute(TABLE);
            replace(member, LOCAL, position);
        });
    }

    private void replace(Member member, int id, String position) throws SQLException {
        Sql.update(
                member.connection(),
                "REPLACE INTO _vt.reparent_intent (id, action_name, token, former, restores, candidates,"
                        + " position) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                action,
                token,
                former,
                restores ? 1 : 0,
                String.join(",", candidates.stream().sorted().toList()),
                position);
    }

    /** What a server knows of; the newest first, because a server that was away may keep what was over long ago. */
    public static List<ReparentIntent> all(Member member) throws SQLException {
        try {
            return Sql.query(
                    member.connection(),
                    "SELECT id, token, action_name, former, restores, candidates, position,"
                            + " CAST(UNIX_TIMESTAMP(time_started) * 1000000 AS UNSIGNED)"
                            + " FROM _vt.reparent_intent ORDER BY time_started DESC, id DESC",
                    row -> new ReparentIntent(
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getInt(5) == 1,
                            Set.of(row.getString(6).split(",", -1)),
                            new Row(row.getInt(1) == LOCAL, row.getString(7), row.getLong(8))));
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_TABLE && e.getErrorCode() != ER_BAD_DB) {
                throw e;
            }
            return List.of();
        }
    }

    /** The newest that a server knows of. */
    public static Optional<ReparentIntent> find(Member member) throws SQLException {
        return all(member).stream().findFirst();
    }

    /** What a server keeps for itself. */
    public static Optional<ReparentIntent> kept(Member member) throws SQLException {
        return all(member).stream().filter(intent -> intent.row().kept()).findFirst();
    }

    /** Whether a server knows of this very change. */
    public boolean isOn(Member member) throws SQLException {
        return all(member).stream().anyMatch(intent -> intent.token().equals(token));
    }

    /** The change has ended; on the server that takes writes now. */
    public static void end(Member primary) throws SQLException {
        if (all(primary).stream().anyMatch(intent -> !intent.row().kept())) {
            primary.execute("DELETE FROM _vt.reparent_intent WHERE id = " + REPLICATED);
        }
        forget(primary);
    }

    /** Removes what a server keeps for itself; one that is read-only stays so. */
    public static void forget(Member member) throws SQLException {
        if (kept(member).isPresent()) {
            boolean readOnly = member.isReadOnly();
            member.letUsWrite();
            unlogged(member, () -> member.execute("DELETE FROM _vt.reparent_intent WHERE id = " + LOCAL));
            if (readOnly) {
                member.readOnly();
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void unlogged(Member member, Work work) throws SQLException {
        member.execute("SET SESSION sql_log_bin = 0");
        try {
            work.run();
        } finally {
            if (!member.connection().isClosed()) {
                member.execute("SET SESSION sql_log_bin = 1");
            }
        }
    }
}
