package dev.palinode.shell.migration;

import java.util.LinkedHashMap;
import java.util.Map;

/** Migrations for tests, column by column. */
public final class Rows {
    public static final String A = "aaaaaaaa_0000_11f0_0000_000000000001";
    public static final String B = "bbbbbbbb_0000_11f0_0000_000000000002";
    public static final String C = "cccccccc_0000_11f0_0000_000000000003";

    private Rows() {}

    /** Some columns, as name, value, name, value. */
    public static MigrationRow row(String... columns) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.length; i += 2) {
            values.put(columns[i], columns[i + 1]);
        }
        return new MigrationRow(values);
    }

    /** One of the table orders, with these columns set otherwise. */
    public static MigrationRow migration(String uuid, String status, double percent, String... columns) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("migration_uuid", uuid);
        values.put("mysql_table", "orders");
        values.put("ddl_action", "alter");
        values.put("migration_status", status);
        values.put("progress", String.valueOf(percent));
        values.put("eta_seconds", "65");
        values.put("rows_copied", String.valueOf((long) (2_000 * percent)));
        values.put("table_rows", "200000");
        values.put("vreplication_lag_seconds", "0");
        values.putAll(row(columns).columns());
        return new MigrationRow(values);
    }
}
