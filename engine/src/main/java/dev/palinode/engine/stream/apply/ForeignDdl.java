package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.foreign.ForeignKeyDdl;
import java.util.regex.Pattern;

/** Statements of somebody else that change the table under a stream, which the stream cannot follow. */
final class ForeignDdl {
    static final Pattern OURS = Pattern.compile("_vt_[a-z]{3}_[0-9a-f]{8}");

    /** How we hand over the counter before the swap. */
    private static final Pattern COUNTER =
            Pattern.compile("^ALTER TABLE (?:`(?:[^`]|``)++`\\.?){2} AUTO_INCREMENT = \\d+$");

    /** How we give and take foreign keys at a swap, none of which touches a row. */
    private static final Pattern KEYS =
            Pattern.compile("^ALTER TABLE (?:`(?:[^`]|``)++`\\.?){2} " + Pattern.quote(ForeignKeyDdl.MARK) + " ");

    private ForeignDdl() {}

    /**
     * Refuses to go on if the statement changes the table. Renamings from or to a table of ours are ours, such as the swap
     * by which a revert's source came to be. What else may have changed is found when the definition is compared before the
     * cut-over.
     */
    static void refuse(TableName table, ChangeEvent.Ddl ddl) throws StreamFailure {
        ChangedTables changed = ChangedTables.of(ddl);
        boolean ours = changed.changesPlacesOnly(table, OURS)
                || KEYS.matcher(ddl.sql()).find();
        if (changed.contains(table) && !ours) {
            throw StreamFailure.definite(
                    "somebody changed the table while it was being migrated: " + shortened(ddl.sql()));
        }
    }

    /**
     * The same for the table that the stream fills. Nobody else has a reason to touch it; we give it its name, and the
     * source's when the tables are swapped.
     */
    static void refuseOnTarget(TableName table, TableName source, ChangeEvent.Ddl ddl) throws StreamFailure {
        ChangedTables changed = ChangedTables.of(ddl);
        boolean ours =
                COUNTER.matcher(ddl.sql()).find() || KEYS.matcher(ddl.sql()).find();
        boolean other = changed.byName() ? changed.renames(table, source) : changed.contains(table) && !ours;
        if (other) {
            throw StreamFailure.definite(
                    "somebody changed the new table " + table + " while it was being filled: " + shortened(ddl.sql()));
        }
    }

    private static String shortened(String sql) {
        return sql.length() > 200 ? sql.substring(0, 200) + "…" : sql;
    }
}
