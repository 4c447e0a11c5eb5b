package dev.palinode.engine.sql.alter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the text of an ALTER TABLE says that the server does not show by the table that it leads to. Names are unquoted
 * and keep their letter case; the server compares them without it.
 *
 * @param understood whether everything in the text was read for certain; when false, the rest is what was seen but not
 *     all there may be
 * @param renamedColumns old name to new name
 * @param droppedColumns columns that go, even when one of the same name comes
 * @param addedColumns columns that come
 * @param renamesTable RENAME TO
 * @param partitionClause anything about partitions
 * @param foreignKeyClause a foreign key is made or dropped; a DROP CONSTRAINT may do so without being counted
 * @param setsAutoIncrement a table option AUTO_INCREMENT is given
 */
public record AlterFacts(
        boolean understood,
        Map<String, String> renamedColumns,
        Set<String> droppedColumns,
        Set<String> addedColumns,
        boolean renamesTable,
        boolean partitionClause,
        boolean foreignKeyClause,
        boolean setsAutoIncrement) {
    public AlterFacts {
        renamedColumns = Collections.unmodifiableMap(new LinkedHashMap<>(renamedColumns));
        droppedColumns = Collections.unmodifiableSet(new LinkedHashSet<>(droppedColumns));
        addedColumns = Collections.unmodifiableSet(new LinkedHashSet<>(addedColumns));
    }

    /** The new name of a column, if it gets one; letter case does not matter. */
    public Optional<String> newNameOf(String column) {
        return renamedColumns.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether a column goes; letter case does not matter. */
    public boolean drops(String column) {
        return droppedColumns.stream().anyMatch(column::equalsIgnoreCase);
    }

    /** Whether a column comes; letter case does not matter. */
    public boolean adds(String column) {
        return addedColumns.stream().anyMatch(column::equalsIgnoreCase);
    }

    /** These facts and the others together, as not understood. */
    AlterFacts unsureWith(AlterFacts other) {
        Builder all = new Builder();
        for (AlterFacts facts : new AlterFacts[] {this, other}) {
            all.renamed.putAll(facts.renamedColumns);
            all.dropped.addAll(facts.droppedColumns);
            all.added.addAll(facts.addedColumns);
            all.renamesTable |= facts.renamesTable;
            all.partitions |= facts.partitionClause;
            all.foreignKey |= facts.foreignKeyClause;
            all.autoIncrement |= facts.setsAutoIncrement;
        }
        return all.build(false);
    }

    /** Whether both say the same, however sure they are. */
    boolean agreesWith(AlterFacts other) {
        return normal().equals(other.normal());
    }

    private AlterFacts normal() {
        Builder lower = new Builder();
        renamedColumns.forEach((from, to) -> lower.renamed.put(lower(from), lower(to)));
        droppedColumns.forEach(name -> lower.dropped.add(lower(name)));
        addedColumns.forEach(name -> lower.added.add(lower(name)));
        lower.renamesTable = renamesTable;
        lower.partitions = partitionClause;
        lower.foreignKey = foreignKeyClause;
        lower.autoIncrement = setsAutoIncrement;
        return lower.build(true);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Collects facts while a text is read. */
    static final class Builder {
        final Map<String, String> renamed = new LinkedHashMap<>();
        final Set<String> dropped = new LinkedHashSet<>();
        final Set<String> added = new LinkedHashSet<>();
        boolean renamesTable;
        boolean partitions;
        boolean foreignKey;
        boolean autoIncrement;

        /** A CHANGE may keep the name; that is no renaming. */
        void rename(String from, String to) {
            if (!from.equals(to)) {
                renamed.put(from, to);
            }
        }

        AlterFacts build(boolean understood) {
            return new AlterFacts(
                    understood, renamed, dropped, added, renamesTable, partitions, foreignKey, autoIncrement);
        }
    }
}
