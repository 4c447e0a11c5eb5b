package dev.palinode.engine.schema;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What somebody else has made of a table that only we should touch, found by comparing definitions. */
public final class Tampering {
    private static final int SHOWN = 200;

    /** How the line of an index begins that is not unique. */
    private static final String INDEX = "KEY `";

    private static final Pattern NAME = Pattern.compile("^KEY `(?:[^`]|``)*+` ");

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
        boolean keys = definition.lines().map(String::strip).anyMatch(Tampering::isForeignKey);
        List<String> wanted = lines(definition, keys).stream()
                .filter(line -> !isForeignKey(line))
                .toList();
        List<String> present = lines(SchemaReader.showCreate(connection, table), keys);
        return present.equals(wanted)
                ? Optional.empty()
                : Optional.of("somebody changed the definition of the new table " + table + " since it was made: "
                        + difference(wanted, present));
    }

    /**
     * @param foreignKeys whether the table is to have some: when they come and go, servers replace the indexes that
     *     they have made for them by others, of other names and at other places
     */
    private static List<String> lines(String definition, boolean foreignKeys) {
        List<String> all = definition
                .lines()
                .skip(1)
                .map(line -> line.strip().replaceFirst(",$", ""))
                .toList();
        if (!foreignKeys) {
            return all;
        }
        Stream<String> others = all.stream().filter(line -> !line.startsWith(INDEX));
        Stream<String> indexes = all.stream()
                .filter(line -> line.startsWith(INDEX))
                .map(line -> NAME.matcher(line).replaceFirst("KEY "))
                .sorted();
        return Stream.concat(others, indexes).toList();
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
