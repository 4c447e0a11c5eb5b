package dev.palinode.engine.reparent.member;

import dev.palinode.engine.db.Sql;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A change of the primary that has begun, in the table {@code _vt.reparent_intent}: whoever finds it unfinished knows what
 * was about to happen. It is written before the primary is demoted, so that every server that can be promoted has it,
 * and removed when the change has ended either way. Servers are named by their identities, because aliases may differ
 * between proxies.
 *
 * @param action the command
 * @param former the primary that is to be replaced
 * @param candidates who may be promoted
 */
public record ReparentIntent(String action, String former, Set<String> candidates) {
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int ER_BAD_DB = 1049;

    /** The row that was written on the primary, and replicated. */
    private static final int REPLICATED = 1;

    /** The row that only the server has which is about to be promoted: there was no primary to write on. */
    private static final int LOCAL = 2;

    private static final String[] TABLE = {
        "CREATE DATABASE IF NOT EXISTS _vt DEFAULT CHARACTER SET utf8mb4",
        "CREATE TABLE IF NOT EXISTS _vt.reparent_intent (id tinyint NOT NULL, action_name varbinary(250) NOT NULL,"
                + " former varbinary(64) NOT NULL, candidates varbinary(8000) NOT NULL,"
                + " time_started timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (id)) ENGINE = InnoDB"
    };

    public ReparentIntent {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(former, "former");
        candidates = Set.copyOf(candidates);
    }

    /** An intent to replace a server by one of the candidates. */
    public static ReparentIntent of(String action, String former, List<Member> candidates) {
        return new ReparentIntent(
                action,
                former,
                Set.copyOf(candidates.stream().map(Member::identity).toList()));
    }

    /** Writes it on the primary, from where it is replicated. */
    public void announce(Member primary) throws SQLException {
        // Also where the table is there already: a server that was promoted in need may have it for itself alone.
        primary.execute(TABLE);
        replace(primary, REPLICATED);
    }

    /** Writes it on a read-only server, where it becomes no transaction; other accounts are still kept from writing. */
    public void keep(Member chosen) throws SQLException {
        chosen.letUsWrite();
        unlogged(chosen, () -> {
            chosen.execute(TABLE);
            replace(chosen, LOCAL);
        });
    }

    private void replace(Member member, int id) throws SQLException {
        Sql.update(
                member.connection(),
                "REPLACE INTO _vt.reparent_intent (id, action_name, former, candidates) VALUES (?, ?, ?, ?)",
                id,
                action,
                former,
                String.join(",", candidates.stream().sorted().toList()));
    }

    /** What a server knows of; what it keeps for itself before what was replicated. */
    public static Optional<ReparentIntent> find(Member member) throws SQLException {
        Map<Integer, ReparentIntent> found = all(member);
        return found.keySet().stream().max(Comparator.naturalOrder()).map(found::get);
    }

    /** What a server keeps for itself, because it was chosen while there was no primary. */
    public static Optional<ReparentIntent> kept(Member member) throws SQLException {
        return Optional.ofNullable(all(member).get(LOCAL));
    }

    private static Map<Integer, ReparentIntent> all(Member member) throws SQLException {
        Map<Integer, ReparentIntent> found = new LinkedHashMap<>();
        try {
            Sql.query(
                            member.connection(),
                            "SELECT id, action_name, former, candidates FROM _vt.reparent_intent",
                            row -> Map.entry(
                                    row.getInt(1),
                                    new ReparentIntent(
                                            row.getString(2),
                                            row.getString(3),
                                            Set.of(row.getString(4).split(",", -1)))))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_TABLE && e.getErrorCode() != ER_BAD_DB) {
                throw e;
            }
        }
        return found;
    }

    /** The change has ended; on the server that takes writes now. */
    public static void end(Member primary) throws SQLException {
        Map<Integer, ReparentIntent> found = all(primary);
        if (found.containsKey(REPLICATED)) {
            primary.execute("DELETE FROM _vt.reparent_intent WHERE id = " + REPLICATED);
        }
        forget(primary);
    }

    /** Removes what a server keeps for itself. */
    public static void forget(Member member) throws SQLException {
        if (kept(member).isPresent()) {
            member.letUsWrite();
            unlogged(member, () -> member.execute("DELETE FROM _vt.reparent_intent WHERE id = " + LOCAL));
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
