package dev.palinode.shell.command;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person wants to know about one migration.
 *
 * @param uuid its name
 * @param table the table it changes
 * @param action alter, create, drop or revert
 * @param status as the server calls it
 * @param percent 0 to 100
 * @param etaSeconds negative when unknown
 * @param rowsCopied so far
 * @param tableRows as the server guesses
 * @param message the last message, or what it is busy with
 */
record MigrationRow(
        String uuid,
        String table,
        String action,
        String status,
        double percent,
        long etaSeconds,
        long rowsCopied,
        long tableRows,
        String message) {
    private static final Set<String> ENDED = Set.of("complete", "failed", "cancelled");

    /** Reads one row of {@code SHOW VITESS_MIGRATIONS}; a column that is missing or NULL counts as unknown. */
    static MigrationRow of(List<String> names, List<Optional<String>> values) {
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            values.get(i).ifPresent(value -> byName.put(name, value));
        }
        String message = byName.getOrDefault("message", "");
        return new MigrationRow(
                byName.getOrDefault("migration_uuid", ""),
                byName.getOrDefault("mysql_table", ""),
                byName.getOrDefault("ddl_action", ""),
                byName.getOrDefault("migration_status", ""),
                number(byName.getOrDefault("progress", "0"), 0),
                (long) number(byName.getOrDefault("eta_seconds", "-1"), -1),
                (long) number(byName.getOrDefault("rows_copied", "0"), 0),
                (long) number(byName.getOrDefault("table_rows", "0"), 0),
                message.isEmpty() ? byName.getOrDefault("stage", "") : message);
    }

    private static double number(String text, double otherwise) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    boolean ended() {
        return ENDED.contains(status);
    }

    boolean wentWrong() {
        return ended() && !status.equals("complete");
    }
}
