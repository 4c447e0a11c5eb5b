package dev.palinode.engine.migration.runner;

import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableDiff;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The names of CHECK constraints. MySQL wants them unique in a schema, so that those of the new table have other names
 * than the table's own, by which the user's statement calls them.
 */
final class CheckNames {
    private CheckNames() {}

    /** The ALTER with the new table's names in place of those of the source. */
    static String translate(String alter, TableDef source, TableDef shadow) {
        Map<String, String> names = TableDiff.checkNames(source, shadow);
        List<SqlText.Edit> edits = new ArrayList<>();
        List<Token> tokens = new TokenCursor(alter).tokens();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean verb = tokens.get(i).isWord(alter, "DROP") || tokens.get(i).isWord(alter, "ALTER");
            boolean check = tokens.get(i + 1).isWord(alter, "CHECK")
                    || tokens.get(i + 1).isWord(alter, "CONSTRAINT");
            Token name = tokens.get(i + 2);
            if (verb && check && name.isName()) {
                names.entrySet().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(SqlText.unquote(name.of(alter))))
                        .findFirst()
                        .ifPresent(entry -> edits.add(new SqlText.Edit(
                                name.span(), "`" + entry.getValue().replace("`", "``") + "`")));
            }
        }
        return SqlText.apply(alter, edits);
    }
}
