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
 * @param migrations those that have not ended, and the last that have
 * @param tablets by their aliases
 * @param shards as {@code keyspace/shard}
 * @param grammar how commands are written
 */
public record Vocabulary(
        List<String> tables,
        Map<String, List<String>> columns,
        Map<String, List<String>> elsewhere,
        List<String> schemas,
        List<Migration> migrations,
        List<String> tablets,
        List<String> shards,
        Grammar grammar) {
    /** Nothing is known. */
    public static final Vocabulary NONE = of(new Grammar(Map.of(), Map.of()));

    /** What has become of a migration. */
    public enum Fate {
        /** It runs, or waits. */
        PENDING,
        /** It has done what it should. */
        COMPLETE,
        /** It has failed, or was cancelled. */
        UNDONE
    }

    /**
     * A migration.
     *
     * @param uuid its whole name
     * @param table that it changes
     * @param action what it does, as {@code drop}
     * @param fate what has become of it
     * @param about what is to be said about it
     */
    public record Migration(String uuid, String table, String action, Fate fate, String about) {}

    /**
     * How commands are written.
     *
     * @param commands of the shell, with what may follow each, as {@code <id|table|all> [--yes]}
     * @param administration what can follow VTCTL, with what may follow that
     */
    public record Grammar(Map<String, String> commands, Map<String, String> administration) {
        public Grammar {
            commands = Map.copyOf(commands);
            administration = Map.copyOf(administration);
        }
    }

    public Vocabulary {
        tables = List.copyOf(tables);
        columns = Map.copyOf(columns);
        elsewhere = Map.copyOf(elsewhere);
        schemas = List.copyOf(schemas);
        migrations = List.copyOf(migrations);
        tablets = List.copyOf(tablets);
        shards = List.copyOf(shards);
    }

    /**
     * What is known before anything was asked for.
     *
     * @param grammar how commands are written
     * @return no names
     */
    public static Vocabulary of(Grammar grammar) {
        return new Vocabulary(List.of(), Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of(), grammar);
    }

    /**
     * The same without what belongs to the current database.
     *
     * @return a copy
     */
    public Vocabulary elsewhereOnly() {
        return new Vocabulary(List.of(), Map.of(), elsewhere, schemas, migrations, tablets, shards, grammar);
    }
}
