package dev.palinode.engine.gc;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;

/** Names of tables that a copy makes, in Vitess's pattern. Times are UTC. */
public final class InternalNames {
    /**
     * Characters of a table's name, at most, less 8: the server makes names of constraints out of it, such as {@code
     * _ibfk_12}, and a RENAME fails if one gets too long.
     */
    private static final int MAX_NAME = 56;

    /** What a character that is no ASCII letter or digit takes in the name of a file, at most: {@code @} and 4 digits. */
    private static final int FILE_BYTES = 5;

    /** Bytes of the name of a file, at most, less its extension {@code .ibd}. */
    private static final int MAX_FILE = 251;

    private InternalNames() {}

    /** The shadow table of a migration. */
    public static String shadow(MigrationId id, Instant now) {
        return GcName.of(GcName.Kind.SHADOW, id, now).table();
    }

    /** A name under which a table is held; the time in it says from when on it may be collected. */
    public static String hold(Instant now, Duration retention) {
        return GcName.of(GcName.Kind.HOLD, MigrationId.generate(), now.plus(retention))
                .table();
    }

    /**
     * The name that a table has between the swap and its going to the hold name, and the sentry before that. It must
     * come after the table's own name in the order in which the server takes metadata locks (bytes of the name), so
     * that a queued RENAME waits for the table itself and not for the sentry: only then is it served before the
     * statements that wait for the table.
     *
     * @param hold the hold name, whose digits make this one unique
     */
    public static String swap(String table, String hold) {
        String suffix = "_vt_swp_" + hold.replaceAll("^_vt_[a-z]+_", "").substring(0, 8);
        if (table.length() + suffix.length() <= MAX_NAME && fileBytes(table) + suffix.length() <= MAX_FILE) {
            return table + suffix;
        }
        int cut = Math.min(table.length(), MAX_NAME - suffix.length() - 1);
        while (fileBytes(table.substring(0, cut)) + FILE_BYTES + suffix.length() > MAX_FILE) {
            cut--;
        }
        char after = table.charAt(cut) < '~' ? '~' : '\uFFDC';
        return table.substring(0, cut) + after + suffix;
    }

    /** The length of the table's name in the name of its file, at most. */
    private static int fileBytes(String name) {
        return name.chars()
                .map(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_') ? 1 : FILE_BYTES)
                .sum();
    }
}
