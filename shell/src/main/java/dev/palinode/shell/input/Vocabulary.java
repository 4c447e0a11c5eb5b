package dev.palinode.shell.input;

import java.util.List;
import java.util.Map;

/**
 * The names that can be completed now; asked at each Tab, and answered at once with what is known.
 *
 * @param tables of the current database
 * @param columns by table
 * @param elsewhere tables by schema, the current one among them
 * @param schemas that can be used
 * @param migrations their UUIDs, with what is to be said about each
 * @param commands of the shell
 * @param administration what can follow VTCTL
 */
public record Vocabulary(
        List<String> tables,
        Map<String, List<String>> columns,
        Map<String, List<String>> elsewhere,
        List<String> schemas,
        Map<String, String> migrations,
        List<String> commands,
        List<String> administration) {
    /** Nothing is known. */
    public static final Vocabulary NONE =
            new Vocabulary(List.of(), Map.of(), Map.of(), List.of(), Map.of(), List.of(), List.of());

    public Vocabulary {
        tables = List.copyOf(tables);
        columns = Map.copyOf(columns);
        elsewhere = Map.copyOf(elsewhere);
        schemas = List.copyOf(schemas);
        migrations = Map.copyOf(migrations);
        commands = List.copyOf(commands);
        administration = List.copyOf(administration);
    }
}
