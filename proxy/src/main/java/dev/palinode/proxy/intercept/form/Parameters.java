package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.SqlText.Edit;
import dev.palinode.engine.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a prepared statement of ours, which are written into its text. */
public final class Parameters {
    private Parameters() {}

    /**
     * A value.
     *
     * @param text empty is NULL
     * @param quoted whether it is written as a string
     */
    public record Value(Optional<String> text, boolean quoted) {
        private String sql() {
            return text.map(value -> quoted ? SqlText.literal(value) : value).orElse("NULL");
        }
    }

    /** How many parameters a text has. */
    public static int count(String sql) {
        return places(sql).size();
    }

    private static List<Token> places(String sql) {
        return SqlLexer.tokens(sql).stream()
                .filter(token -> token.isPunctuation(sql, '?'))
                .toList();
    }

    /** The text with the values in their places; there must be as many as places. */
    public static String bind(String sql, List<Value> values) {
        List<Token> places = places(sql);
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            edits.add(new Edit(places.get(i).span(), values.get(i).sql()));
        }
        return SqlText.apply(sql, edits);
    }
}
