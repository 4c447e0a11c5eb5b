package dev.palinode.engine.schema;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What somebody else has made of a table that only we should touch, found by comparing definitions. */
public final class Tampering {
    private static final int SHOWN = 200;

    private Tampering() {}

    /**
     * What is different; empty if nothing is. Rows are not looked at.
     *
     * @param definition SHOW CREATE TABLE of the table, with foreign keys that it is not to have yet
     */
    public static Optional<String> of(Connection connection, TableName table, String definition) throws SQLException {
        String trigger = "SELECT trigger_name FROM information_schema.triggers"
                + " WHERE event_object_schema = ? AND event_object_table = ?";
        Optional<String> found = Sql.first(connection, trigger, row -> row.getString(1), table.schema(), table.table());
        if (found.isPresent()) {
            return Optional.of("somebody made a trigger on the new table " + table + ": " + found.get());
        }
        List<String> wanted =
                lines(definition).stream().filter(line -> !isForeignKey(line)).toList();
        List<String> present = lines(SchemaReader.showCreate(connection, table));
        return present.equals(wanted)
                ? Optional.empty()
                : Optional.of("somebody changed the definition of the new table " + table + " since it was made: "
                        + difference(wanted, present));
    }

    private static List<String> lines(String definition) {
        return definition
                .lines()
                .skip(1)
                .map(line -> line.strip().replaceFirst(",$", ""))
                .toList();
    }

    private static boolean isForeignKey(String line) {
        return line.startsWith("CONSTRAINT ") && line.contains(" FOREIGN KEY (");
    }

    private static String difference(List<String> wanted, List<String> present) {
        String gone = first(wanted, present).map(line -> "gone is " + line).orElse("");
        String come = first(present, wanted).map(line -> "there is " + line).orElse("");
        return gone
                + (gone.isEmpty() || come.isEmpty() ? "" : ", ")
                + come
                + (gone.isEmpty() && come.isEmpty() ? "the order" : "");
    }

    private static Optional<String> first(List<String> of, List<String> notIn) {
        return of.stream()
                .filter(line -> !notIn.contains(line))
                .map(line -> line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line)
                .findFirst();
    }
}
