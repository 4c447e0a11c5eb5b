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
 * @param wanted which of several of a table is meant, and which it can be said to at all once they have ended
 * @param risk what would be lost; empty when nothing would
 * @param riskOfAll the same, said to all; empty where that needs no question
 * @param kind how its answer is read
 */
record Verb(
        String words,
        String done,
        Predicate<MigrationRow> wanted,
        Function<MigrationRow, String> risk,
        String riskOfAll,
        Kind kind) {
    private static final String FORCE = "FORCE_CUTOVER";

    /** What it means when the server has changed no migration. */
    enum Kind {
        /** It was not done. */
        ONCE,
        /** The same, and it can be said to one at a time only. */
        ALONE,
        /** It was so already. */
        AGAIN,
        /** The same; it can be forced, too. */
        FORCIBLE,
        /** Nothing: the server does not count. */
        UNCOUNTED
    }

    /** One that loses nothing. */
    static Verb harmless(String words, String done, Predicate<MigrationRow> wanted, Kind kind) {
        return new Verb(words, done, wanted, row -> "", "", kind);
    }

    boolean forAll() {
        return kind != Kind.ALONE;
    }

    /** Whether it has failed when the server has changed nothing. */
    boolean mustChange() {
        return kind == Kind.ONCE || kind == Kind.ALONE;
    }

    boolean forcible() {
        return kind == Kind.FORCIBLE;
    }

    /** Whether it means nothing to one that has come to its end. */
    boolean tooLate(MigrationRow row) {
        return row.ended() && !wanted.test(row);
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

    /** Empty when it can be said to all without a question. */
    List<String> risksOfAll(String concerned, boolean force) {
        List<String> risks = new ArrayList<>();
        if (!riskOfAll.isEmpty()) {
            risks.add("This concerns all migrations, now " + concerned + ": " + riskOfAll);
        }
        if (force) {
            risks.add("Transactions and statements that hold their tables will be killed.");
        }
        return risks;
    }
}
