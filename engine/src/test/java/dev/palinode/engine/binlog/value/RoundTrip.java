package dev.palinode.engine.binlog.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.RowImage;
import dev.palinode.engine.binlog.StreamRig;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brings the same rows through the copy's SELECT, through the binlog and through ALTER TABLE, and compares. Each case
 * is a column of one wide table, because servers make tables slowly; row n has the n-th value of each.
 */
final class RoundTrip {
    private final StreamRig rig;

    RoundTrip(StreamRig rig) {
        this.rig = rig;
    }

    void check(List<TypeCase> cases) throws Exception {
        rig.run(
                "DROP TABLE IF EXISTS source, copied, applied, altered",
                "CREATE TABLE source (id INT PRIMARY KEY, "
                        + each(cases, i -> "v" + i + " " + cases.get(i).from() + " NULL") + ")",
                "CREATE TABLE altered LIKE source",
                "CREATE TABLE copied (id INT PRIMARY KEY, "
                        + each(cases, i -> "v" + i + " " + cases.get(i).to() + " NULL") + ")",
                "CREATE TABLE applied LIKE copied");
        Position start = rig.now();
        fill(cases);
        TableDef source = rig.table("source");
        TableDef target = rig.table("copied");
        apply(source, target, rig.events(source, start, rig.now()));
        String read = each(
                cases,
                i -> CopyExpression.select(column(source, i), column(target, i), "`v" + i + "`")
                        .orElse("`v" + i + "`"));
        rig.run(
                "INSERT INTO copied SELECT id, " + read + " FROM source",
                "INSERT INTO altered SELECT * FROM source",
                "ALTER TABLE altered "
                        + each(cases, i -> "MODIFY v" + i + " " + cases.get(i).to() + " NULL"));
        compare(cases, target);
    }

    private void compare(List<TypeCase> cases, TableDef target) throws Exception {
        for (int i = 0; i < cases.size(); i++) {
            List<String> wanted = dump("altered", i, column(target, i));
            assertThat(dump("copied", i, column(target, i)))
                    .as("copied " + cases.get(i))
                    .isEqualTo(wanted);
            assertThat(dump("applied", i, column(target, i)))
                    .as("applied " + cases.get(i))
                    .isEqualTo(wanted);
        }
        String sum = checksum("altered");
        assertThat(checksum("copied")).as("checksum of copied").isEqualTo(sum);
        assertThat(checksum("applied")).as("checksum of applied").isEqualTo(sum);
    }

    private static String each(List<TypeCase> cases, IntFunction<String> piece) {
        return IntStream.range(0, cases.size()).mapToObj(piece).collect(Collectors.joining(", "));
    }

    private static ColumnDef column(TableDef table, int index) {
        return table.columns().get(index + 1);
    }

    /** Half of the rows come by UPDATE, from NULL to the value. */
    private void fill(List<TypeCase> cases) throws Exception {
        int rows = cases.stream().mapToInt(type -> type.values().size()).max().orElse(0);
        List<String> statements = new ArrayList<>();
        statements.add("SET sql_mode = 'ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'");
        for (int row = 0; row < rows; row++) {
            int number = row;
            IntFunction<String> value = i -> {
                List<String> values = cases.get(i).values();
                return number < values.size() ? values.get(number) : "NULL";
            };
            if (row % 2 == 0) {
                statements.add("INSERT INTO source VALUES (" + row + ", " + each(cases, value) + ")");
            } else {
                statements.add("INSERT INTO source (id) VALUES (" + row + ")");
                statements.add("UPDATE source SET " + each(cases, i -> "v" + i + " = " + value.apply(i))
                        + " WHERE id = " + row);
            }
        }
        rig.runApart(statements.toArray(String[]::new));
    }

    private void apply(TableDef source, TableDef target, List<ChangeEvent> events) throws Exception {
        List<String> statements = new ArrayList<>();
        for (RowImage row : StreamRig.after(events)) {
            String values = IntStream.range(0, source.columns().size())
                    .mapToObj(i -> CopyExpression.apply(
                            source.columns().get(i), target.columns().get(i), row.literal(i)))
                    .collect(Collectors.joining(", "));
            statements.add("DELETE FROM applied WHERE id = " + row.literal(0));
            statements.add("INSERT INTO applied VALUES (" + values + ")");
        }
        rig.run(statements.toArray(String[]::new));
    }

    private List<String> dump(String table, int index, ColumnDef column) throws Exception {
        String v = "v" + index;
        String value = switch (column.dataType()) {
            case "float", "double" -> v + " * 1E0, " + v;
            case "json" ->
                String.format(
                        "%1$s, JSON_TYPE(%1$s), JSON_TYPE(JSON_EXTRACT(%1$s, '$[0]')),"
                                + " JSON_TYPE(JSON_EXTRACT(%1$s, '$.a'))",
                        v);
            case "bit", "enum", "set" -> v + " + 0, HEX(" + v + ")";
            case "vector", "point", "polygon", "geometry" -> "HEX(" + v + ")";
            default -> "HEX(" + v + "), CAST(" + v + " AS CHAR)";
        };
        return rig.rows("SELECT id, " + value + " FROM " + table + " ORDER BY id");
    }

    private String checksum(String table) throws Exception {
        return rig.rows("CHECKSUM TABLE " + table).get(0).replaceFirst(".* \\| ", "");
    }
}
