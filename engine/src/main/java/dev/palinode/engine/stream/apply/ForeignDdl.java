package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.foreign.ForeignKeyDdl;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements of somebody else that change the table under a stream, which the stream cannot follow. */
final class ForeignDdl {
    private static final Pattern OURS = Pattern.compile("_vt_[a-z]{3}_[0-9a-f]{8}");
    private static final String SPACE = "(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n|#[^\\n]*\\n)";

    /** Up to the name of the one table of the statement. */
    private static final Pattern ONE = Pattern.compile("(?is)^" + SPACE
            + "*(?:ALTER\\s+(?:ONLINE\\s+|IGNORE\\s+)*TABLE|TRUNCATE(?:\\s+TABLE)?)\\s+" + "(?:IF\\s+EXISTS\\s+)?");

    /** Up to the names of its tables. */
    private static final Pattern MANY =
            Pattern.compile("(?is)^" + SPACE + "*(?:DROP\\s+TABLE|RENAME\\s+TABLES?)(?=[\\s`])");

    private static final Pattern DROPS = Pattern.compile("(?is)^" + SPACE + "*DROP\\s+TABLE(?=[\\s`])");

    /** How we hand over the counter before the swap. */
    private static final Pattern COUNTER =
            Pattern.compile("^ALTER TABLE (?:`(?:[^`]|``)+`\\.?){2} AUTO_INCREMENT = \\d+$");

    /** How we give and take foreign keys at a swap, none of which touches a row. */
    private static final Pattern KEYS =
            Pattern.compile("^ALTER TABLE (?:`(?:[^`]|``)+`\\.?){2} " + Pattern.quote(ForeignKeyDdl.MARK) + " ");

    private ForeignDdl() {}

    /**
     * Refuses to go on if the statement alters, truncates, drops or renames the table. Statements that name a table of
     * ours are ours, such as the swap by which a revert's source came to be. What else may have changed is found when
     * the definition is compared before the cut-over.
     */
    static void refuse(TableName table, ChangeEvent.Ddl ddl) throws StreamFailure {
        boolean ours = OURS.matcher(ddl.sql()).find() || KEYS.matcher(ddl.sql()).find();
        if (hits(table, ddl, MANY) && !ours) {
            throw StreamFailure.definite(
                    "somebody changed the table while it was being migrated: " + shortened(ddl.sql()));
        }
    }

    /**
     * The same for the table that the stream fills. Nobody else has a reason to touch it; a renaming is none of these,
     * since it is how we swap, and one by somebody else makes the next write fail.
     */
    static void refuseOnTarget(TableName table, ChangeEvent.Ddl ddl) throws StreamFailure {
        boolean ours =
                COUNTER.matcher(ddl.sql()).find() || KEYS.matcher(ddl.sql()).find();
        if (hits(table, ddl, DROPS) && !ours) {
            throw StreamFailure.definite(
                    "somebody changed the new table " + table + " while it was being filled: " + shortened(ddl.sql()));
        }
    }

    private static boolean hits(TableName table, ChangeEvent.Ddl ddl, Pattern lists) {
        Matcher one = ONE.matcher(ddl.sql());
        Matcher many = lists.matcher(ddl.sql());
        Matcher named = name(table).matcher(ddl.sql());
        boolean hits = false;
        if (one.find()) {
            hits = named.region(one.end(), ddl.sql().length()).lookingAt() && inSchema(table, ddl, named);
        } else if (many.find()) {
            named.region(many.end(), ddl.sql().length());
            while (!hits && named.find()) {
                hits = inSchema(table, ddl, named);
            }
        }
        return hits;
    }

    /** The table's name with the schema before it, if one is written. */
    private static Pattern name(TableName table) {
        return Pattern.compile("(?is)(?<![\\w$\\p{L}`.])(?:(`(?:[^`]|``)+`|[\\w$\\p{L}]+)\\s*\\.\\s*)?(?:"
                + Pattern.quote(TableName.quote(table.table())) + "|" + Pattern.quote(table.table())
                + ")(?![\\w$\\p{L}`.])");
    }

    private static boolean inSchema(TableName table, ChangeEvent.Ddl ddl, Matcher named) {
        String written = Optional.ofNullable(named.group(1)).orElse(TableName.quote(ddl.schema()));
        return written.equalsIgnoreCase(table.schema()) || written.equalsIgnoreCase(TableName.quote(table.schema()));
    }

    private static String shortened(String sql) {
        return sql.length() > 200 ? sql.substring(0, 200) + "…" : sql;
    }
}
