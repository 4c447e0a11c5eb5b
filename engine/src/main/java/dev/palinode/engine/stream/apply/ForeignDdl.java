package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.TableName;
import java.util.regex.Pattern;

/** Statements of somebody else that change the table under a stream, which the stream cannot follow. */
final class ForeignDdl {
    private static final Pattern OURS = Pattern.compile("_vt_[a-z]{3}_[0-9a-f]{8}");

    private ForeignDdl() {}

    /**
     * Refuses to go on if the statement alters, truncates, drops or renames the table. Statements that name a table of
     * ours are ours, such as the swap by which a revert's source came to be. What else may have changed is found when
     * the definition is compared before the cut-over.
     */
    static void refuse(TableName table, String sql) throws StreamFailure {
        String name =
                "(?:`?" + Pattern.quote(table.schema()) + "`?\\s*\\.\\s*)?`?" + Pattern.quote(table.table()) + "`?";
        String head = "(?is)^(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n|#[^\\n]*\\n)*";
        String altered = "(?:ALTER\\s+(?:ONLINE\\s+|IGNORE\\s+)*TABLE|TRUNCATE(?:\\s+TABLE)?)\\s+(?:IF\\s+EXISTS\\s+)?"
                + name + "(?:[^\\w$].*)?$";
        String listed = "(?:DROP\\s+TABLE|RENAME\\s+TABLES?)\\s+(?:.*[\\s,.`])?`?" + Pattern.quote(table.table())
                + "`?(?:[\\s,;/].*)?$";
        boolean hits = Pattern.matches(head + altered, sql) || Pattern.matches(head + listed, sql);
        if (hits && !OURS.matcher(sql).find()) {
            throw StreamFailure.definite("somebody changed the table while it was being migrated: " + shortened(sql));
        }
    }

    private static String shortened(String sql) {
        return sql.length() > 200 ? sql.substring(0, 200) + "…" : sql;
    }
}
