package dev.palinode.engine.schema;

import dev.palinode.engine.sql.alter.AlterFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an ALTER has done to the columns, from the two tables as the server describes them. Only what the tables cannot
 * show is taken from the text: which column became which. Where neither explains it, the answer is a refusal, never a
 * guess.
 */
public final class ShadowAnalysis {
    private ShadowAnalysis() {}

    /** The text cannot be explained; the message says how to write it. */
    public static final class Unexplained extends Exception {
        private static final long serialVersionUID = 1L;

        Unexplained(String message) {
            super(message);
        }
    }

    /**
     * Source column to target column, of those that are not simply kept under their name. A column that is dropped and
     * made anew in one ALTER maps to an empty name: its values are not carried.
     *
     * @throws Unexplained if a column went while another came and the text does not say how they relate
     */
    public static Map<String, String> renames(TableDef source, TableDef shadow, AlterFacts facts) throws Unexplained {
        Map<String, String> renames = new LinkedHashMap<>();
        List<String> gone = new ArrayList<>();
        for (ColumnDef column : source.columns()) {
            Optional<String> newName = facts.newNameOf(column.name());
            if (newName.isPresent() && shadow.column(newName.get()).isPresent()) {
                if (!newName.get().equalsIgnoreCase(column.name())) {
                    renames.put(column.name(), newName.get());
                }
            } else if (facts.drops(column.name())) {
                if (shadow.column(column.name()).isPresent()) {
                    renames.put(column.name(), "");
                }
            } else if (shadow.column(column.name()).isEmpty()) {
                gone.add(column.name());
            }
        }
        List<String> come = came(source, shadow, renames);
        boolean doubtful = !facts.understood() && changed(source, shadow);
        if (!gone.isEmpty() || (doubtful && !come.isEmpty() && went(source, shadow))) {
            throw new Unexplained("cannot tell from the statement which column became which: "
                    + "write each renaming as CHANGE COLUMN old new …, or drop and add in two migrations");
        }
        return renames;
    }

    private static List<String> came(TableDef source, TableDef shadow, Map<String, String> renames) {
        return shadow.columns().stream()
                .map(ColumnDef::name)
                .filter(name -> source.column(name).isEmpty() && !renames.containsValue(name))
                .toList();
    }

    private static boolean went(TableDef source, TableDef shadow) {
        return source.columns().stream()
                .anyMatch(column -> shadow.column(column.name()).isEmpty());
    }

    private static boolean changed(TableDef source, TableDef shadow) {
        List<String> before = source.columns().stream().map(ColumnDef::name).toList();
        List<String> after = shadow.columns().stream().map(ColumnDef::name).toList();
        return !before.equals(after);
    }

    /**
     * The way back: the renamings of a revert. A column that was dropped has nothing to get back, unless another one has
     * taken its name: whose values go where they came from, whatever the order of the map.
     */
    public static Map<String, String> inverse(Map<String, String> renames) {
        Map<String, String> back = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        renames.forEach((from, to) -> {
            if (!to.isEmpty()) {
                back.put(to, from);
            }
        });
        renames.forEach((from, to) -> {
            if (to.isEmpty()) {
                back.putIfAbsent(from, "");
            }
        });
        return back;
    }
}
