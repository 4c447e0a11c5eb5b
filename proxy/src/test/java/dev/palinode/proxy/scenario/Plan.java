package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What EXPLAIN VITESS_MIGRATION answered. */
record Plan(List<Line> lines) {
    record Line(String table, String aspect, String item, String value) {}

    static Plan of(Client client, String ddl) throws SQLException {
        try (Statement statement = client.connection().createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN VITESS_MIGRATION " + ddl)) {
            List<Line> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(new Line(
                        rows.getString("table_name"),
                        rows.getString("aspect"),
                        rows.getString("item"),
                        rows.getString("value")));
            }
            return new Plan(lines);
        }
    }

    /** The kind of plan. */
    String kind() {
        assertThat(lines.get(0).aspect()).isEqualTo("plan");
        return lines.get(0).item();
    }

    /** Items and values of an aspect, as {@code item|value}. */
    List<String> all(String aspect) {
        return lines.stream()
                .filter(line -> line.aspect().equals(aspect))
                .map(line -> line.item() + "|" + line.value())
                .toList();
    }

    /** The only line of an aspect. */
    String one(String aspect) {
        assertThat(all(aspect)).as("%s in %s", aspect, lines).hasSize(1);
        return all(aspect).get(0);
    }
}
