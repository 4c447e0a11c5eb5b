package dev.palinode.engine.schema.foreign;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The foreign keys of a stream's target. It has them only from the moment when it holds the same rows as the source, which
 * nobody can write to by then: a key of a table that lags behind would keep clients from deleting rows of the parent
 * that, as far as they can see, have no children any more. For the same reason the old table loses its own after the swap.
 */
public final class TargetKeys {
    private final Db db;
    private final TableName sourceName;
    private final TableName targetName;
    private final Map<String, String> renames;
    private final List<ForeignKeyDef> source;
    private final List<ForeignKeyDef> target;
    private final ForeignKeyNames names;

    private TargetKeys(
            Db db,
            MigrationId workflow,
            List<ForeignKeyDef> source,
            TableName sourceName,
            List<ForeignKeyDef> target,
            TableName targetName,
            Map<String, String> renames) {
        this.db = db;
        this.sourceName = sourceName;
        this.targetName = targetName;
        this.renames = renames;
        this.source = source;
        this.target =
                target.stream().map(key -> key.moved(sourceName, targetName)).toList();
        List<String> taken = source.stream().map(ForeignKeyDef::name).toList();
        this.names = new ForeignKeyNames(sourceName, targetName, workflow.uuid(), taken);
    }

    /** From what was stored of the tables when the stream was made: the target's definition has its keys. */
    public static TargetKeys of(Db db, StreamRow row) {
        return new TargetKeys(
                db,
                row.workflow(),
                ForeignKeyDef.of(row.source(), row.sourceDefinition()),
                row.source(),
                ForeignKeyDef.of(row.target(), row.targetDefinition()),
                row.target(),
                row.renames());
    }

    /** Before a stream is made. */
    public static TargetKeys of(
            Db db, MigrationId workflow, TableDef source, TableDef target, Map<String, String> renames) {
        return new TargetKeys(
                db,
                workflow,
                ForeignKeyDef.of(source),
                source.name(),
                ForeignKeyDef.of(target),
                target.name(),
                renames);
    }

    /** The other tables that the keys of either side refer to. */
    public Set<TableName> parents() {
        Set<TableName> parents = new HashSet<>();
        Stream.concat(source.stream(), target.stream()).forEach(key -> parents.add(key.parent()));
        parents.remove(sourceName);
        parents.remove(targetName);
        return parents;
    }

    /** Keys of the target that the source's rows need not satisfy. */
    private List<ForeignKeyDef> added() {
        return target.stream()
                .filter(key -> source.stream()
                        .noneMatch(other -> other.moved(sourceName, targetName)
                                .renamed(renames, targetName)
                                .demands(key)))
                .toList();
    }

    /** A look at the source's rows, before anything is copied: one that has no parent will have none in the target. */
    public Optional<String> orphanOfSource() throws SQLException {
        for (ForeignKeyDef key : added()) {
            Optional<List<String>> columns = inSource(key.columns());
            boolean self = key.parent().equals(targetName);
            if (columns.isPresent() && !self) {
                Optional<String> orphan =
                        db.with(connection -> Orphans.find(connection, sourceName, columns.get(), key, Duration.ZERO));
                if (orphan.isPresent()) {
                    // A name that the server gave to the key follows that of the table.
                    return orphan.map(text -> text.replace(targetName.table(), sourceName.table()));
                }
            }
        }
        return Optional.empty();
    }

    /** Empty if one of them is new. */
    private Optional<List<String>> inSource(List<String> columns) throws SQLException {
        List<String> found = new ArrayList<>();
        Optional<TableDef> table = db.with(connection -> SchemaReader.read(connection, sourceName));
        for (String column : columns) {
            Optional<String> renamed = renames.entrySet().stream()
                    .filter(entry -> entry.getValue().equalsIgnoreCase(column))
                    .map(Map.Entry::getKey)
                    .findFirst();
            String name = renamed.orElse(column);
            boolean kept = renamed.isPresent() || !renames.containsKey(column);
            if (kept && table.isPresent() && table.get().column(name).isPresent()) {
                found.add(name);
            }
        }
        return found.size() == columns.size() ? Optional.of(found) : Optional.empty();
    }

    /**
     * Gives the target its keys, when it holds what the source holds and the source is locked.
     *
     * @param patience for whoever uses a parent
     * @throws SQLException above all if that is not enough
     */
    public void attach(Duration patience) throws SQLException {
        if (!target.isEmpty()) {
            with(patience, ddl -> ddl.attach(targetName, target));
        }
    }

    /**
     * A row of the target that one of its new keys does not allow. To be asked when the keys are there, since from then
     * on no parent goes that has a child.
     *
     * @throws SQLException above all if it takes longer than the limit
     */
    public Optional<String> orphanOfTarget(Duration limit) throws SQLException {
        for (ForeignKeyDef key : added()) {
            Optional<String> orphan =
                    db.with(connection -> Orphans.find(connection, targetName, key.columns(), key, limit));
            if (orphan.isPresent()) {
                return orphan;
            }
        }
        return Optional.empty();
    }

    /** Who uses the parents now, as the end of a sentence; empty when the server does not tell. */
    public String parentsHolders() {
        return parents().stream().map(parent -> TableHolders.clause(db, parent)).collect(Collectors.joining());
    }

    /** Takes all foreign keys from the target, or from the old table under the name that it has by now. */
    public void detach(TableName table, Duration patience) throws SQLException {
        if (concerned() && db.with(connection -> SchemaReader.exists(connection, table))) {
            with(patience, ddl -> ddl.detach(table));
        }
    }

    /** Whether either table has foreign keys, so that there is anything to do for them. */
    public boolean concerned() {
        return !source.isEmpty() || !target.isEmpty();
    }

    /** Whether the table that serves has keys under names that stand for those of the old table. */
    public boolean owesNames() throws SQLException {
        Map<String, String> given = names.given();
        if (target.stream().noneMatch(key -> given.containsKey(key.name()))) {
            return false;
        }
        String present = db.with(connection -> SchemaReader.showCreate(connection, sourceName));
        return ForeignKeyDef.of(sourceName, present).stream().anyMatch(key -> given.containsKey(key.name()));
    }

    /** Gives them their names; false if that would take longer than the patience. */
    public boolean restoreNames(Duration patience) throws SQLException {
        try {
            with(patience, ddl -> ddl.rename(sourceName, names.given()));
            return true;
        } catch (SQLException e) {
            if (SqlFault.isAway(e)) {
                throw e;
            }
            return false;
        }
    }

    private interface Work {
        void with(ForeignKeyDdl ddl) throws SQLException;
    }

    private void with(Duration patience, Work work) throws SQLException {
        try (Connection connection = db.dedicated()) {
            work.with(new ForeignKeyDdl(connection, patience));
        }
    }
}
