package dev.palinode.shell.migration;

import dev.palinode.shell.sql.SqlText;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The statements that list migrations. A server may have very many that have ended: of those no more are asked for than
 * somebody looks at.
 */
public final class Listing {
    /** Nobody looks through more; the oldest of those that have not ended are the next to do something. */
    public static final int MOST = 1_000;

    private static final String PENDING = "migration_status IN ('requested', 'queued', 'ready', 'running')";
    private static final String ENDED = "migration_status IN ('complete', 'failed', 'cancelled')";

    private Listing() {}

    /**
     * Those that have not ended.
     *
     * @return a statement that lists {@link #MOST} of them at most, the oldest
     */
    public static String pending() {
        return show(Optional.empty()) + PENDING + " ORDER BY id LIMIT " + MOST;
    }

    /**
     * Those that have ended.
     *
     * @param count how many at most
     * @return a statement that lists the newest first
     */
    public static String ended(int count) {
        return latest(ENDED, count);
    }

    /**
     * Those for which a condition holds.
     *
     * @param condition as WHERE has it
     * @param count how many at most
     * @return a statement that lists the newest first
     */
    public static String latest(String condition, int count) {
        return latest(Optional.empty(), condition, count);
    }

    /**
     * Those of a keyspace for which a condition holds.
     *
     * @param keyspace the session's where it is empty
     * @param condition as WHERE has it
     * @param count how many at most
     * @return a statement that lists the newest first
     */
    public static String latest(Optional<String> keyspace, String condition, int count) {
        return show(keyspace) + condition + " ORDER BY id DESC LIMIT " + count;
    }

    /**
     * Those of a condition that have not ended, and these.
     *
     * @param keyspace the session's where it is empty
     * @param condition as WHERE has it; empty for all
     * @param uuids listed in any case
     * @return a statement that lists them in the order of their submission
     */
    public static String pendingAnd(Optional<String> keyspace, String condition, Collection<String> uuids) {
        String pending = condition.isEmpty() ? PENDING : PENDING + " AND (" + condition + ")";
        String these = uuids.stream().sorted().map(SqlText::quote).collect(Collectors.joining(", "));
        return show(keyspace)
                + (these.isEmpty() ? pending : "(" + pending + ") OR migration_uuid IN (" + these + ")")
                + " ORDER BY id LIMIT " + MOST;
    }

    private static String show(Optional<String> keyspace) {
        return "SHOW VITESS_MIGRATIONS "
                + keyspace.map(name -> "FROM " + SqlText.identifier(name) + " ").orElse("") + "WHERE ";
    }
}
