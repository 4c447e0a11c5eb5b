package dev.palinode.engine.sql.alter;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Set;

/** What an ALTER TABLE does to partitions. */
public final class PartitionClauses {
    /** What stands in front of PARTITION where the rows of partitions are meant, and not only how rows are divided. */
    private static final Set<String> OF_ROWS = Set.of(
            "DROP",
            "TRUNCATE",
            "EXCHANGE",
            "DISCARD",
            "IMPORT",
            "CONVERT",
            "TO",
            "ANALYZE",
            "CHECK",
            "OPTIMIZE",
            "REPAIR",
            "REBUILD");

    private PartitionClauses() {}

    /**
     * Whether it is about the rows of some partitions: on an empty table that says nothing. Other clauses about
     * partitions only say how rows are divided, which holds for all rows that come.
     */
    public static boolean concernRows(String alter) {
        List<Token> tokens = new TokenCursor(alter).tokens();
        for (int i = 1; i < tokens.size(); i++) {
            Token before = tokens.get(i - 1);
            if (tokens.get(i).isWord(alter, "PARTITION")
                    && OF_ROWS.stream().anyMatch(word -> before.isWord(alter, word))) {
                return true;
            }
        }
        return false;
    }
}
