package dev.palinode.engine.sql.alter;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An ALTER TABLE in two. MariaDB adds a foreign key to the table itself only when the columns that it refers to are
 * there already.
 *
 * @param others all but the foreign keys to the table itself
 * @param keys these
 */
public record SelfKeys(String others, String keys) {
    /** The two; empty if the statement has nothing for one of them. */
    public static Optional<SelfKeys> apart(String alter, TableName self) {
        TokenCursor cursor = new TokenCursor(alter);
        if (!AlterClauses.acceptHead(cursor)) {
            return Optional.empty();
        }
        String head = alter.substring(0, cursor.offset());
        List<Token> body =
                cursor.tokens().subList(cursor.index(), cursor.tokens().size());
        List<String> others = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (List<Token> clause : AlterClauses.pieces(alter, body)) {
            if (!clause.isEmpty()) {
                String text = alter.substring(
                        clause.get(0).start(), clause.get(clause.size() - 1).end());
                (isKey(text, self) ? keys : others).add(text);
            }
        }
        return others.isEmpty() || keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new SelfKeys(head + String.join(", ", others), head + String.join(", ", keys)));
    }

    private static boolean isKey(String clause, TableName self) {
        TokenCursor cursor = new TokenCursor(clause);
        if (!cursor.accept("ADD")) {
            return false;
        }
        if (cursor.accept("CONSTRAINT") && !cursor.at("FOREIGN")) {
            cursor.name();
        }
        boolean foreign = cursor.accept("FOREIGN", "KEY");
        while (foreign && !cursor.atEnd() && !cursor.at("REFERENCES")) {
            cursor.take();
        }
        return foreign
                && cursor.accept("REFERENCES")
                && cursor.tableName()
                        .map(name -> new TableName(name.schema().orElse(self.schema()), name.table()))
                        .filter(self::equals)
                        .isPresent();
    }
}
