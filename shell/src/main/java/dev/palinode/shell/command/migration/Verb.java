package dev.palinode.shell.command.migration;

import dev.palinode.shell.migration.MigrationRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What can be said to a migration.
 *
 * @param words of the statement, as {@code COMPLETE}
 * @param done what has become of it, as {@code completing}
 * @param wanted which of several of a table is meant
 * @param risk what would be lost; empty when nothing would
 * @param forAll whether it can be said to all
 * @param forcible whether it can be forced, too
 */
record Verb(
        String words,
        String done,
        Predicate<MigrationRow> wanted,
        Function<MigrationRow, String> risk,
        boolean forAll,
        boolean forcible) {
    private static final String FORCE = "FORCE_CUTOVER";

    /** One that loses nothing. */
    static Verb harmless(String words, String done, Predicate<MigrationRow> wanted) {
        return new Verb(words, done, wanted, row -> "", true, false);
    }

    List<String> statements(String before, String after, boolean force) {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER VITESS_MIGRATION " + before + words + after);
        if (force) {
            statements.add("ALTER VITESS_MIGRATION " + before + FORCE + after);
        }
        return statements;
    }

    List<String> risks(MigrationRow row, boolean force) {
        List<String> risks = new ArrayList<>();
        if (force) {
            risks.add("Transactions and statements that hold " + row.table() + " will be killed.");
        }
        String own = risk.apply(row);
        if (!own.isEmpty()) {
            risks.add(own);
        }
        return risks;
    }
}
