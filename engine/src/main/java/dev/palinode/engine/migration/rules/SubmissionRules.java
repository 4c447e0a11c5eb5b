package dev.palinode.engine.migration.rules;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.DdlTrait;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a submission has to pass before it is stored, as far as that can be told without looking at the server. */
public final class SubmissionRules {
    private static final int MAX_CONTEXT = 1024;

    private static final List<Consumer<MigrationEngine.Submission>> ABOUT_STRATEGY = List.of(
            submission -> checkManaged(submission.strategy()),
            submission -> checkAction(submission.action()),
            submission -> DdlStrategyParser.checkForSubmission(submission.strategy()),
            submission -> checkContext(submission.context()),
            submission -> DdlStrategyParser.checkFlags(submission.strategy()));

    private final String keyspace;
    private final Consumer<MigrationEngine.Submission> program;
    private final List<Consumer<MigrationEngine.Submission>> aboutStrategy;
    private final List<Consumer<MigrationEngine.Submission>> aboutStatement;

    /**
     * For a keyspace.
     *
     * @param program refuses a strategy whose program is missing
     */
    public SubmissionRules(String keyspace, Consumer<MigrationEngine.Submission> program) {
        this.keyspace = keyspace;
        this.program = program;
        this.aboutStrategy =
                Stream.concat(ABOUT_STRATEGY.stream(), Stream.of(program)).toList();
        this.aboutStatement = List.of(
                this::checkTable,
                SubmissionRules::checkName,
                SubmissionRules::checkAnsiQuotes,
                SubmissionRules::checkBackslashes,
                SubmissionRules::checkDeclared);
    }

    /**
     * Refuses for the first reason.
     *
     * @throws EngineFault if any rule has one
     */
    public void check(MigrationEngine.Submission submission) {
        ABOUT_STRATEGY.forEach(rule -> rule.accept(submission));
        aboutStatement.forEach(rule -> rule.accept(submission));
        program.accept(submission);
    }

    /** All reasons about the strategy, its flags and the context; with another strategy the statement would be accepted. */
    public List<EngineFault> strategyFaults(MigrationEngine.Submission submission) {
        return faults(aboutStrategy, submission);
    }

    /** All reasons about the statement; it would not be understood as it was meant, so that no more can be told of it. */
    public List<EngineFault> statementFaults(MigrationEngine.Submission submission) {
        return faults(aboutStatement, submission);
    }

    private static List<EngineFault> faults(
            List<Consumer<MigrationEngine.Submission>> rules, MigrationEngine.Submission submission) {
        List<EngineFault> found = new ArrayList<>();
        for (Consumer<MigrationEngine.Submission> rule : rules) {
            try {
                rule.accept(submission);
            } catch (EngineFault fault) {
                found.add(fault);
            }
        }
        return found;
    }

    private static void checkManaged(DdlStrategy strategy) {
        if (!strategy.isManaged()) {
            throw refused(EngineFault.Kind.NOT_SUPPORTED, "a statement under strategy 'direct' is not a migration");
        }
    }

    private static void checkAction(DdlAction action) {
        if (action == DdlAction.REVERT) {
            throw refused(EngineFault.Kind.WRONG_ARGUMENT, "a REVERT names a migration, not a table");
        }
    }

    /**
     * The context of any migration.
     *
     * @throws EngineFault if it is too long
     */
    public static void checkContext(String context) {
        if (context.length() > MAX_CONTEXT) {
            throw refused(
                    EngineFault.Kind.WRONG_ARGUMENT,
                    "invalid migration_context: more than " + MAX_CONTEXT + " characters");
        }
    }

    private void checkTable(MigrationEngine.Submission submission) {
        String schema = submission.table().schema();
        if (schema.isEmpty()) {
            checkKeyspace(schema);
        }
        DdlStrategyParser.keyspaceFault(submission.strategy(), keyspace, submission.table())
                .ifPresent(fault -> {
                    throw fault;
                });
    }

    /**
     * The schema of any migration.
     *
     * @throws EngineFault if it is not the keyspace
     */
    public void checkKeyspace(String schema) {
        if (schema.isEmpty()) {
            throw refused(EngineFault.Kind.NO_DATABASE, "No database selected");
        }
        if (!schema.equals(keyspace)) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "schema '" + schema + "' is not keyspace '" + keyspace
                            + "': migrations run in the keyspace alone; use the strategy 'direct'");
        }
    }

    private static void checkName(MigrationEngine.Submission submission) {
        if (GcName.parse(submission.table().table()).isPresent()) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "table " + submission.table() + " is internal and cannot be migrated");
        }
    }

    /** Statements are read as the default mode has it. */
    private static void checkAnsiQuotes(MigrationEngine.Submission submission) {
        SessionSettings settings = submission.settings();
        if (settings.hasMode("ANSI_QUOTES") && submission.statement().indexOf('"') >= 0) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "double quotes under sql_mode ANSI_QUOTES are not supported in online DDL; write names in"
                            + " backticks and texts in single quotes");
        }
    }

    private static void checkBackslashes(MigrationEngine.Submission submission) {
        SessionSettings settings = submission.settings();
        if (settings.hasMode("NO_BACKSLASH_ESCAPES") && submission.statement().indexOf('\\') >= 0) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "a backslash under sql_mode NO_BACKSLASH_ESCAPES is not supported in online DDL; take that mode"
                            + " out of sql_mode and double the backslash");
        }
    }

    private static void checkDeclared(MigrationEngine.Submission submission) {
        if (!submission.strategy().has(DdlStrategy.Flag.DECLARATIVE)) {
            return;
        }
        if (StatementClassifier.ddl(submission.statement())
                .filter(ddl -> ddl.is(DdlTrait.OR_REPLACE))
                .isPresent()) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "strategy is declarative. CREATE OR REPLACE does not work in declarative mode; leave out OR REPLACE:"
                            + " what differs is replaced");
        }
        if (submission.action() == DdlAction.ALTER) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "strategy is declarative. ALTER cannot run in declarative mode; write the CREATE that is wanted"
                            + ", or leave out --declarative");
        }
        if (submission.ifExists()) {
            boolean create = submission.action() == DdlAction.CREATE;
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "strategy is declarative. " + (create ? "IF NOT EXISTS" : "IF EXISTS")
                            + " does not work in declarative mode; leave it out: what is there already is no error");
        }
    }

    private static EngineFault refused(EngineFault.Kind kind, String message) {
        return new EngineFault(kind, message);
    }
}
