package dev.palinode.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.Position;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;

/** Brings the same rows through the copy's SELECT, through the binlog and through ALTER TABLE, and compares. */
final class RoundTrip {
    private final StreamRig rig;

    RoundTrip(StreamRig rig) {
        this.rig = rig;
    }

    void check(TypeCase type) throws Exception {
        rig.run(
                "DROP TABLE IF EXISTS source, copied, applied, altered",
                "CREATE TABLE source (id INT PRIMARY KEY, v " + type.from() + " NULL)",
                "CREATE TABLE altered LIKE source",
                "CREATE TABLE copied (id INT PRIMARY KEY, v " + type.to() + " NULL)",
                "CREATE TABLE applied LIKE copied");
        Position start = rig.now();
        fill(type);
        apply(rig.events(rig.table("source"), start, rig.now()));
        ColumnDef source = rig.table("source").columns().get(1);
        ColumnDef target = rig.table("copied").columns().get(1);
        String read = CopyExpression.select(source, target, "`v`").orElse("`v`");
        rig.run(
                "INSERT INTO copied SELECT id, " + read + " FROM source",
                "INSERT INTO altered SELECT * FROM source",
                "ALTER TABLE altered MODIFY v " + type.to() + " NULL");
        List<String> wanted = dump("altered", target);
        assertThat(dump("copied", target)).as("copied " + type).isEqualTo(wanted);
        assertThat(dump("applied", target)).as("applied " + type).isEqualTo(wanted);
        String sum = checksum("altered");
        assertThat(checksum("copied")).as("checksum of copied " + type).isEqualTo(sum);
        assertThat(checksum("applied")).as("checksum of applied " + type).isEqualTo(sum);
    }

    /** Half of the rows come by UPDATE, from NULL to the value. */
    private void fill(TypeCase type) throws Exception {
        List<String> statements = new ArrayList<>();
        statements.add("SET sql_mode = 'ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'");
        int id = 0;
        for (String value : type.values()) {
            id++;
            if (id % 2 == 0) {
                statements.add("INSERT INTO source VALUES (" + id + ", NULL)");
                statements.add("UPDATE source SET v = " + value + " WHERE id = " + id);
            } else {
                statements.add("INSERT INTO source VALUES (" + id + ", " + value + ")");
            }
        }
        rig.runApart(statements.toArray(String[]::new));
    }

    private void apply(List<ChangeEvent> events) throws Exception {
        TableDef source = rig.table("source");
        TableDef target = rig.table("applied");
        List<String> statements = new ArrayList<>();
        for (RowImage row : StreamRig.after(events)) {
            String value = CopyExpression.apply(
                    source.columns().get(1), target.columns().get(1), row.literal(1));
            statements.add("DELETE FROM applied WHERE id = " + row.literal(0));
            statements.add("INSERT INTO applied VALUES (" + row.literal(0) + ", " + value + ")");
        }
        rig.run(statements.toArray(String[]::new));
    }

    private List<String> dump(String table, ColumnDef column) throws Exception {
        String value = switch (column.dataType()) {
            case "float", "double" -> "v * 1E0, v";
            case "json" -> "v, JSON_TYPE(v), JSON_TYPE(JSON_EXTRACT(v, '$[0]')), JSON_TYPE(JSON_EXTRACT(v, '$.a'))";
            case "bit", "enum", "set" -> "v + 0, HEX(v)";
            default -> "HEX(v), CAST(v AS CHAR)";
        };
        return rig.rows("SELECT id, " + value + " FROM " + table + " ORDER BY id");
    }

    private String checksum(String table) throws Exception {
        return rig.rows("CHECKSUM TABLE " + table).get(0).replaceFirst(".* \\| ", "");
    }
}
