package dev.palinode.shell.input;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes keywords, in the case in which they were begun, and names that the caller knows. */
final class WordCompleter implements Completer {
    private static final List<String> KEYWORDS =
            List.of(("ADD AFTER ALTER ANALYZE AND AS ASC BEGIN BETWEEN BY CANCEL CASE"
                            + " CHANGE CHECK COLUMN COLUMNS COMMIT COMPLETE CONSTRAINT CREATE DATABASE DATABASES DEFAULT DELETE DESC"
                            + " DESCRIBE DISTINCT DROP ELSE END EXISTS EXPLAIN FIRST FOREIGN FROM GRANT GROUP HAVING IF IN INDEX"
                            + " INNER INSERT INTO IS JOIN KEY KILL LAUNCH LEFT LIKE LIMIT MODIFY NOT NULL ON OR ORDER OUTER"
                            + " PRIMARY PROCESSLIST REFERENCES RENAME REPLACE RETRY REVERT REVOKE RIGHT ROLLBACK SELECT SESSION SET"
                            + " SHOW START STATUS TABLE TABLES THEN TO TRANSACTION TRUNCATE UNION UNIQUE UPDATE USE USING VALUES"
                            + " VARIABLES VIEW VITESS_MIGRATION VITESS_MIGRATIONS WARNINGS WHEN WHERE WITH ddl_strategy")
                    .split(" "));

    private final Supplier<List<String>> names;

    WordCompleter(Supplier<List<String>> names) {
        this.names = names;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word();
        names.get().forEach(name -> candidates.add(new Candidate(name)));
        if (word.isEmpty()) {
            return;
        }
        boolean lower = word.equals(word.toLowerCase(Locale.ROOT));
        KEYWORDS.forEach(k -> candidates.add(new Candidate(lower ? k.toLowerCase(Locale.ROOT) : k)));
    }
}
