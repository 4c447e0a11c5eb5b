package dev.palinode.engine.binlog;

import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.binlog.event.Inflated;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A statement in the binlog.
 *
 * @param schema the session's default schema
 * @param sql the text
 * @param readable whether it is UTF-8, or looks like it; other clients' letters cannot be told
 */
record Statement(String schema, String sql, boolean readable) {
    private static final Set<String> CHANGES_ROWS =
            Set.of("insert", "update", "delete", "replace", "load", "with", "set", "call", "do", "select");

    private static final Pattern SET_FOR = Pattern.compile("(?is).*\\bset\\s+statement\\b.*");

    /** ANALYZE FORMAT = JSON and the word behind. */
    private static final int ANALYZE_WORDS = 4;

    private static final int FIXED_BYTES = 13;
    private static final int LOAD_BYTES = 13;
    private static final int SCHEMA_LENGTH_AT = 8;
    private static final int STATUS_LENGTH_AT = 11;

    /** The statement of a QUERY event, or of an EXECUTE_LOAD_QUERY or compressed one. */
    static Statement read(BinlogEvent event) {
        byte[] body = event.body();
        ByteCursor in = new ByteCursor(body);
        in.skip(FIXED_BYTES);
        in.skip(event.type() == BinlogEvent.EXECUTE_LOAD_QUERY ? LOAD_BYTES : 0);
        in.skip((int) ByteCursor.le(body, STATUS_LENGTH_AT, 2));
        String schema = in.utf8(body[SCHEMA_LENGTH_AT] & 0xff);
        in.skip(1);
        byte[] text = event.type() == BinlogEvent.QUERY_COMPRESSED ? Inflated.read(in) : in.rest();
        String sql = new String(text, StandardCharsets.UTF_8);
        return new Statement(schema, sql, Arrays.equals(sql.getBytes(StandardCharsets.UTF_8), text));
    }

    /** The first word in lower case, past comments and brackets; empty if there is none. */
    String verb() {
        return verb(beginning(1)).toLowerCase(Locale.ROOT);
    }

    private static String verb(TokenCursor cursor) {
        boolean more = true;
        while (more) {
            more = cursor.acceptSign('(') || cursor.acceptSign(';');
        }
        return cursor.atKind(Token.Kind.WORD) ? cursor.current() : "";
    }

    private TokenCursor beginning(int words) {
        return new TokenCursor(sql, SqlLexer.beginning(sql, words));
    }

    boolean is(String text) {
        return sql.strip().equalsIgnoreCase(text);
    }

    /** Whether this is a statement that changes rows, so that the rows themselves are not in the binlog. */
    boolean changesRows() {
        return CHANGES_ROWS.contains(verb()) || isAnalyzed();
    }

    /** MariaDB's ANALYZE does what it measures; that of a table has other words. */
    private boolean isAnalyzed() {
        TokenCursor cursor = beginning(ANALYZE_WORDS);
        if (!cursor.accept("ANALYZE")) {
            return false;
        }
        if (cursor.accept("FORMAT") && cursor.acceptSign('=') && !cursor.atEnd()) {
            cursor.take();
        }
        return CHANGES_ROWS.contains(verb(cursor).toLowerCase(Locale.ROOT));
    }

    /** Whether the table's name is a word of the text, or its schema is dropped. */
    boolean mayConcern(TableName table) {
        boolean dropsSchema = verb().equals("drop")
                && Pattern.compile("\\bdrop\\s+(database|schema)\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(sql)
                        .find();
        return names(table.table()) || (dropsSchema && names(table.schema()));
    }

    /**
     * Whether the statement may have changed rows of the table. It need not name it: a trigger, a view or a function may
     * stand between. One in another schema has to name the table's schema.
     */
    boolean mayChangeRowsOf(TableName table) {
        boolean near = schema.equalsIgnoreCase(table.schema()) || names(table.schema());
        return changesRows() && near && (!isSetting() || names(table.table()));
    }

    /** SET PASSWORD and the like, which change no rows of a table that they do not name. */
    private boolean isSetting() {
        return verb().equals("set") && !SET_FOR.matcher(sql).matches();
    }

    /**
     * Whether this may have emptied the table, or one of its partitions, and cannot be read: it is in a character set other
     * than UTF-8, and the table's name is not of ASCII's letters, which all have in common.
     */
    boolean mayEmptyUnread(TableName table) {
        boolean empties = verb().equals("truncate") || verb().equals("alter");
        return !readable && empties && !StandardCharsets.US_ASCII.newEncoder().canEncode(table.table());
    }

    private boolean names(String identifier) {
        String quoted = Pattern.quote(identifier) + "|" + Pattern.quote(identifier.replace("`", "``"));
        return Pattern.compile(
                        "(?<![\\p{L}\\p{N}_$])(?:" + quoted + ")(?![\\p{L}\\p{N}_$])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(sql)
                .find();
    }
}
