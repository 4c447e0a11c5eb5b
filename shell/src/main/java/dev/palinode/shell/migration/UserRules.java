package dev.palinode.shell.migration;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.sql.SqlRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What users have said about throttling, for migrations that do not run: their rows know of it only once they do. Used
 * by one thread.
 */
final class UserRules {
    private static final String SHOW = "SHOW VITESS_THROTTLED_APPS";
    private static final String ALL = "online-ddl";
    private static final String RATIO = "user_throttle_ratio";

    private final SqlClient client;
    private boolean refused;

    UserRules(SqlClient client) {
        this.client = client;
    }

    /** The same migrations; those that wait have the ratio by which they will be throttled. */
    List<MigrationRow> added(List<MigrationRow> rows) throws SqlFailure {
        if (refused || rows.stream().noneMatch(UserRules::waits)) {
            return rows;
        }
        Map<String, Double> ratios = ratios();
        return rows.stream().map(row -> waits(row) ? added(row, ratios) : row).toList();
    }

    private static boolean waits(MigrationRow row) {
        return !row.ended() && !row.status().equals("running") && !row.status().isEmpty();
    }

    private static MigrationRow added(MigrationRow row, Map<String, Double> ratios) {
        double ratio = Math.max(ratios.getOrDefault(row.uuid(), 0.0), ratios.getOrDefault(ALL, 0.0));
        if (ratio <= row.number(RATIO, 0)) {
            return row;
        }
        Map<String, String> columns = new HashMap<>(row.columns());
        columns.put(RATIO, Double.toString(ratio));
        return new MigrationRow(columns);
    }

    /** None where the server does not tell: that is asked once. */
    private Map<String, Double> ratios() throws SqlFailure {
        Map<String, Double> ratios = new HashMap<>();
        try {
            for (Map<String, String> rule : SqlRows.read(client, SHOW).byName()) {
                MigrationRow row = new MigrationRow(rule);
                ratios.merge(row.text("app"), row.number("ratio", 0), Math::max);
            }
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            refused = true;
        }
        return ratios;
    }
}
