package dev.palinode.engine.schema.diff;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.Span;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CREATE TABLE whose foreign keys have other names while it is tried: these are unique in a schema, and the table
 * that is there may have the same. They are given back in what the server makes of it, where indexes may be called
 * after them.
 */
public final class TrialNames {
    private final String statement;
    private final Map<String, String> given;

    private TrialNames(String statement, Map<String, String> given) {
        this.statement = statement;
        this.given = given;
    }

    /** Of a CREATE TABLE. */
    public static TrialNames of(String create) {
        List<Token> tokens = new TokenCursor(create).tokens();
        List<SqlText.Edit> edits = new ArrayList<>();
        Map<String, String> given = new LinkedHashMap<>();
        String prefix = "_vt_" + MigrationId.generate().hex() + "_";
        for (int i = 0; i + 2 < tokens.size(); i++) {
            Token name = tokens.get(i + 1);
            boolean named = tokens.get(i).isWord(create, "CONSTRAINT")
                    && name.isName()
                    && tokens.get(i + 2).isWord(create, "FOREIGN");
            if (named) {
                String trial = TableText.quoted(prefix + given.size());
                given.put(trial, TableText.quoted(SqlText.unquote(name.of(create))));
                edits.add(new SqlText.Edit(new Span(name.start(), name.end()), trial));
            }
        }
        return new TrialNames(SqlText.apply(create, edits), given);
    }

    /** The statement with the names of the trial. */
    public String statement() {
        return statement;
    }

    /** What was made, with the keys that refer to it referring to the other table. */
    public static TableDef referring(TableDef made, TableName other) {
        return made.defined(made.createStatement().replace(references(made.name()), references(other)));
    }

    private static String references(TableName parent) {
        return " REFERENCES " + TableName.quote(parent.table()) + " (";
    }

    /** What the server has made of it, with the names that were declared. */
    public TableDef back(TableDef made) {
        String text = made.createStatement();
        for (Map.Entry<String, String> name : given.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return made.defined(text);
    }
}
