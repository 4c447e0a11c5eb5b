package dev.palinode.shell.input;

import dev.palinode.shell.input.CursorPlace.Kind;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes what can stand where the cursor is. */
final class ContextCompleter implements Completer {
    /** Words of SQL, upper case but for the variable. */
    static final List<String> KEYWORDS = List.of(("ADD AFTER ALTER ANALYZE AND AS ASC BEGIN BETWEEN BY CANCEL CASE"
                    + " CHANGE CHECK COLUMN COLUMNS COMMIT COMPLETE CONSTRAINT CREATE DATABASE DATABASES DEFAULT DELETE DESC"
                    + " DESCRIBE DISTINCT DROP ELSE END EXISTS EXPLAIN FIRST FOREIGN FROM GRANT GROUP HAVING IF IN INDEX"
                    + " INNER INSERT INTO IS JOIN KEY KILL LAUNCH LEFT LIKE LIMIT MODIFY NOT NULL ON OR ORDER OUTER"
                    + " PRIMARY PROCESSLIST REFERENCES RENAME REPLACE RETRY REVERT REVOKE RIGHT ROLLBACK SELECT SESSION SET"
                    + " SHOW START STATUS TABLE TABLES THEN TO TRANSACTION TRUNCATE UNION UNIQUE UPDATE USE USING VALUES"
                    + " VARIABLES VIEW VITESS_MIGRATION VITESS_MIGRATIONS VITESS_SESSIONS VITESS_TABLE_GC VITESS_TABLETS"
                    + " VITESS_THROTTLER VTCTL WARNINGS WHEN WHERE WITH ddl_strategy")
            .split(" "));

    private static final List<String> STRATEGIES =
            List.of(("direct vitess online mysql gh-ost pt-osc --wait --postpone-launch --postpone-completion"
                            + " --allow-concurrent --declarative --in-order-completion --singleton --singleton-context"
                            + " --singleton-table --cut-over-threshold=10s --force-cut-over-after=1h --retain-artifacts=24h"
                            + " --reverse-window=1h --skip-verify --allow-zero-in-date --analyze-table"
                            + " --unsafe-allow-foreign-keys --prefer-instant-ddl --rename-columns=")
                    .split(" "));

    private final Supplier<Vocabulary> vocabulary;

    ContextCompleter(Supplier<Vocabulary> vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        CursorPlace place = CursorPlace.at(line.line().substring(0, line.cursor()));
        Vocabulary known = vocabulary.get();
        switch (place.kind()) {
            case START -> {
                words(known.commands(), candidates);
                keywords(place.word(), candidates);
            }
            case MIGRATION -> migrations(known, place, candidates);
            case FILE -> files(place.word(), candidates);
            case SCHEMA -> words(known.schemas(), candidates);
            case TABLE -> {
                if (!qualified(known, place, candidates)) {
                    words(known.tables(), candidates);
                    words(known.schemas(), candidates);
                }
            }
            case STRATEGY -> words(STRATEGIES, candidates);
            case COMMAND -> words(known.commands(), candidates);
            case ADMINISTRATION -> words(known.administration(), candidates);
            case ANYTHING -> {
                if (!qualified(known, place, candidates)) {
                    columns(known, line.line().toLowerCase(Locale.ROOT), candidates);
                    words(known.tables(), candidates);
                    keywords(place.word(), candidates);
                }
            }
        }
    }

    /** Behind a schema come its tables, behind a table its columns; false when it is neither, as an alias is. */
    private static boolean qualified(Vocabulary known, CursorPlace place, List<Candidate> candidates) {
        Optional<String> name = place.qualifier();
        List<String> tables = name.map(n -> of(known.elsewhere(), n)).orElse(List.of());
        List<String> columns = name.map(n -> of(known.columns(), n)).orElse(List.of());
        words(tables, candidates);
        words(place.kind() == Kind.TABLE ? List.of() : columns, candidates);
        return !tables.isEmpty()
                || !columns.isEmpty()
                || name.filter(n -> known.schemas().stream().anyMatch(n::equalsIgnoreCase))
                        .isPresent();
    }

    private static List<String> of(Map<String, List<String>> groups, String name) {
        return groups.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(groups::get)
                .orElse(List.of());
    }

    private static void words(List<String> words, List<Candidate> candidates) {
        words.forEach(word -> candidates.add(new Candidate(word)));
    }

    /** In the case in which they were begun. */
    private static void keywords(String word, List<Candidate> candidates) {
        if (word.isEmpty()) {
            return;
        }
        boolean lower = word.equals(word.toLowerCase(Locale.ROOT));
        KEYWORDS.forEach(k -> candidates.add(new Candidate(lower ? k.toLowerCase(Locale.ROOT) : k)));
    }

    private static void migrations(Vocabulary known, CursorPlace place, List<Candidate> candidates) {
        known.migrations()
                .forEach((uuid, about) -> candidates.add(new Candidate(uuid, uuid, null, about, null, null, true)));
        if (!place.before().contains("vitess_migration")) {
            words(known.tables(), candidates);
        }
    }

    /** Of the tables that the statement names; of all while it names none. */
    private static void columns(Vocabulary known, String statement, List<Candidate> candidates) {
        List<String> named = known.columns().keySet().stream()
                .filter(table -> Pattern.compile("\\b" + Pattern.quote(table.toLowerCase(Locale.ROOT)) + "\\b")
                        .matcher(statement)
                        .find())
                .toList();
        (named.isEmpty() ? known.columns().keySet() : named)
                .forEach(table -> known.columns()
                        .getOrDefault(table, List.of())
                        .forEach(column ->
                                candidates.add(new Candidate(column, column, null, table, null, null, true))));
    }

    private static void files(String word, List<Candidate> candidates) {
        int slash = word.lastIndexOf('/');
        String folder = slash < 0 ? "" : word.substring(0, slash + 1);
        File[] files = new File(folder.isEmpty() ? "." : folder).listFiles();
        if (files == null) {
            return;
        }
        for (File file : files) {
            String path = folder + file.getName() + (file.isDirectory() ? "/" : "");
            candidates.add(new Candidate(path, file.getName(), null, null, null, null, !file.isDirectory()));
        }
    }
}
