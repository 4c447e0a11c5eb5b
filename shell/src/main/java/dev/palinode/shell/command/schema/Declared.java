package dev.palinode.shell.command.schema;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.ShellContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a declaration comes to, as {@code EXPLAIN VITESS_MIGRATION} says.
 *
 * @param sql the declaration
 * @param table what it declares
 * @param kind of the plan, such as {@code copy}, {@code immediate}, {@code no-op}, {@code refused}
 * @param statement what would be run; empty when it is the declaration itself
 * @param losses what could not be read any more
 * @param refusals why it cannot be done
 */
record Declared(String sql, String table, String kind, String statement, List<String> losses, List<String> refusals) {

    /** Asks the server, in a session that has the strategy already. */
    static Declared explain(ShellContext context, String sql) throws SqlFailure {
        String table = "";
        String kind = "";
        String statement = "";
        List<String> losses = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (Map<String, String> row :
                context.ask("EXPLAIN VITESS_MIGRATION " + sql).byName()) {
            String item = row.getOrDefault("item", "");
            String value = row.getOrDefault("value", "");
            switch (row.getOrDefault("aspect", "")) {
                case "plan" -> {
                    table = row.getOrDefault("table_name", "");
                    kind = item;
                }
                case "statement" -> statement = value;
                case "loss" -> losses.add(item + ": " + value);
                case "refusal" -> refusals.add(value);
                default -> {
                    // Sizes, locks and notes are for plan.
                }
            }
        }
        return new Declared(sql, table, kind, statement, losses, refusals);
    }

    boolean changes() {
        return !kind.equals("no-op");
    }

    /** A line or more for a person. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String what = statement.isEmpty() ? sql.lines().findFirst().orElse("") + " ..." : statement;
        lines.add(table + ": " + (changes() ? kind + ", " + what : "as declared"));
        losses.forEach(loss -> lines.add("  LOST: " + loss));
        refusals.forEach(refusal -> lines.add("  REFUSED: " + refusal));
        return lines;
    }
}
