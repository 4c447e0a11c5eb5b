package dev.palinode.engine.sql.classify;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;

/** Puts other names into DDL texts. Everything else in the text stays as the user wrote it. */
public final class NameRewriter {
    private NameRewriter() {}

    /** The text with one part replaced. */
    public static String replace(String text, Span span, String replacement) {
        return SqlText.apply(text, List.of(new SqlText.Edit(span, replacement)));
    }

    /**
     * A CREATE, ALTER or DROP of one table, with another table in its place.
     *
     * @throws IllegalArgumentException if the text is no such statement
     */
    public static String withTable(String ddl, TableName target) {
        Ddl parsed = StatementClassifier.ddl(ddl)
                .filter(found -> found.tables().size() == 1)
                .orElseThrow(() -> new IllegalArgumentException("not a DDL of one table: " + ddl));
        return replace(parsed.text(), parsed.tables().get(0).span(), target.quoted());
    }

    /**
     * A CREATE or ALTER TABLE whose foreign keys refer to another table where they referred to the first one.
     *
     * @param from the schema of names without one is its schema
     */
    public static String withParent(String ddl, TableName from, TableName to) {
        TokenCursor cursor = new TokenCursor(ddl);
        List<SqlText.Edit> edits = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (!cursor.accept("REFERENCES")) {
                cursor.take();
                continue;
            }
            int start = cursor.offset();
            cursor.tableName()
                    .map(name -> new TableName(name.schema().orElse(from.schema()), name.table()))
                    .filter(from::equals)
                    .ifPresent(
                            self -> edits.add(new SqlText.Edit(new Span(start, cursor.offsetBehind()), to.quoted())));
        }
        return SqlText.apply(ddl, edits);
    }

    /** The text with each comment replaced by a blank; optimizer hints and versioned comments stay. */
    public static String withoutComments(String text) {
        List<SqlText.Edit> edits = SqlLexer.tokens(text).stream()
                .filter(token -> token.kind() == Kind.COMMENT)
                .map(token -> new SqlText.Edit(token.span(), " "))
                .toList();
        return SqlText.apply(text, edits).strip();
    }

    /**
     * The ALTER TABLE that does the same as a CREATE INDEX or DROP INDEX. The part about the key is the user's own text.
     *
     * @throws IllegalArgumentException if the statement is neither, or cannot be read
     */
    public static String indexAsAlter(Ddl ddl) {
        if (ddl.kind() != DdlKind.INDEX || ddl.tables().size() != 1) {
            throw new IllegalArgumentException("not a CREATE INDEX or DROP INDEX: " + ddl.text());
        }
        String text = ddl.text();
        Span table = ddl.tables().get(0).span();
        TokenCursor cursor = new TokenCursor(text);
        cursor.take();
        boolean create = ddl.action() == DdlAction.CREATE;
        if (!cursor.accept("ONLINE")) {
            cursor.accept("OFFLINE");
        }
        int index = cursor.offset();
        int on = behindIndexName(text, cursor, table);
        String what = text.substring(index, on).strip();
        if (!create && what.matches("(?is)INDEX\\s+`PRIMARY`")) {
            what = "PRIMARY KEY";
        }
        String options = withCommas(text, table.end(), create);
        return "ALTER TABLE " + table.of(text) + (create ? " ADD " : " DROP ") + what + options;
    }

    /** The end of the part between the first word and the ON in front of the table. */
    private static int behindIndexName(String text, TokenCursor cursor, Span table) {
        int end = -1;
        while (cursor.offset() < table.start()) {
            int behind = cursor.offsetBehind();
            Token token = cursor.take();
            end = token.isWord(text, "ON") ? behind : end;
        }
        return end;
    }

    /** What follows the table's name; ALGORITHM and LOCK need a comma in an ALTER TABLE. */
    private static String withCommas(String text, int from, boolean create) {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (Token token : SqlLexer.tokens(text)) {
            if (token.start() < from) {
                continue;
            }
            depth += token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
            boolean option = token.isWord(text, "ALGORITHM") || token.isWord(text, "LOCK");
            if (depth == 0 && option) {
                out.append(", ");
            }
            out.append(text, token.start(), token.end());
        }
        return (create && text.startsWith("(", from) ? " " : "") + out;
    }
}
