package dev.palinode.engine.schema.foreign;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.alter.ConstraintNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What foreign keys are called in the copy of a table. Their names are unique in a schema, so that both tables cannot
 * have the same. A name that the server made out of the table's name is made out of the copy's: the server changes it
 * when it renames the table. Another one is made anew, and is given back when the old table has lost its own.
 *
 * @param table that has the keys
 * @param copy that gets them
 * @param seed the migration
 * @param taken the names that are in use
 */
public record ForeignKeyNames(TableName table, TableName copy, String seed, List<String> taken) {
    private static final String MADE = "_ibfk_";
    private static final int MAX_NAME = 64;

    public ForeignKeyNames {
        taken = List.copyOf(taken);
    }

    /** The key of the copy that stands for one of the table. */
    public ForeignKeyDef onCopy(ForeignKeyDef key) {
        return key.moved(table, copy).as(onCopy(key.name()));
    }

    private String onCopy(String name) {
        String made = table.table() + MADE;
        if (name.startsWith(made) && name.substring(made.length()).matches("\\d+")) {
            String other = copy.table() + name.substring(table.table().length());
            if (other.length() <= MAX_NAME) {
                return other;
            }
        }
        return taken.stream().anyMatch(name::equalsIgnoreCase) ? ConstraintNames.fresh(name, seed) : name;
    }

    /** Names of the table to those of the copy, of these keys. */
    public Map<String, String> map(List<ForeignKeyDef> keys) {
        Map<String, String> names = new LinkedHashMap<>();
        keys.forEach(key -> names.put(key.name(), onCopy(key.name())));
        return names;
    }

    /** Names that were made anew, to what they stand for. */
    public Map<String, String> given() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : taken) {
            names.put(ConstraintNames.fresh(name, seed), name);
            names.put(ConstraintNames.freshAdded(name, seed), name);
        }
        return names;
    }
}
