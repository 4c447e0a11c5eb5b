package dev.palinode.engine.migration;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.rules.RevertRules;
import dev.palinode.engine.migration.rules.SingletonRule;
import dev.palinode.engine.migration.runner.external.tool.ToolPrograms;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.DdlTrait;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Checks what a client submits and stores it as queued. Needs no lease. Safe for many threads. */
public final class Submitter {
    private static final int MAX_CONTEXT = 1024;

    /** How long a singleton waits for another one to be stored or refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Db db;

    private final String keyspace;
    private final MigrationReader reader;
    private final MigrationRequests requests;
    private final RevertRules revertRules;
    private final ToolPrograms programs;

    /**
     * For a keyspace.
     *
     * @param tools the programs that a strategy may need
     */
    public Submitter(Db db, String keyspace, MigrationReader reader, MigrationRequests requests, ToolPaths tools) {
        this.db = db;
        this.keyspace = keyspace;
        this.reader = reader;
        this.requests = requests;
        this.revertRules = new RevertRules(reader);
        this.programs = new ToolPrograms(tools);
    }

    /**
     * Stores a DDL statement.
     *
     * @throws EngineFault if it is refused; nothing has changed then
     */
    public MigrationId submit(MigrationEngine.Submission submission) throws SQLException {
        DdlStrategy strategy = submission.strategy();
        if (!strategy.isManaged()) {
            throw refused(EngineFault.Kind.NOT_SUPPORTED, "a statement under strategy 'direct' is not a migration");
        }
        if (submission.action() == DdlAction.REVERT) {
            throw refused(EngineFault.Kind.WRONG_ARGUMENT, "a REVERT names a migration, not a table");
        }
        check(strategy, submission.context());
        DdlStrategyParser.checkFlags(strategy);
        checkKeyspace(submission.table().schema());
        if (GcName.parse(submission.table().table()).isPresent()) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "table " + submission.table() + " is internal and cannot be migrated");
        }
        checkQuoting(submission);
        boolean declared = strategy.has(DdlStrategy.Flag.DECLARATIVE);
        if (declared) {
            checkDeclared(submission);
        }
        checkProgram(strategy, submission.action());
        MigrationId id = MigrationId.generate();
        store(
                strategy,
                new NewMigration(
                        id,
                        submission.table(),
                        submission.action(),
                        submission.statement(),
                        strategy.kind().sql(),
                        strategy.options(),
                        submission.context(),
                        Optional.empty(),
                        submission.ifExists() || (declared && submission.action() == DdlAction.DROP),
                        mayBeConcurrent(strategy, submission.action()),
                        strategy.has(DdlStrategy.Flag.POSTPONE_LAUNCH),
                        strategy.has(DdlStrategy.Flag.POSTPONE_COMPLETION),
                        strategy.cutOverThreshold(),
                        strategy.retainArtifacts(),
                        submission.settings()));
        return id;
    }

    /**
     * Stores a REVERT. The strategy may be {@code direct}: only its options count.
     *
     * @throws EngineFault if the migration cannot be reverted as things are; nothing has changed then
     */
    public MigrationId revert(MigrationEngine.Revert revert) throws SQLException {
        DdlStrategy strategy = revert.strategy();
        check(strategy, revert.context());
        checkKeyspace(revert.keyspace());
        Optional<String> refusal = revertRules.refusal(revert.target());
        if (refusal.isPresent()) {
            throw refused(EngineFault.Kind.REFUSED, refusal.get());
        }
        Migration target = reader.find(revert.target()).orElseThrow();
        MigrationId id = MigrationId.generate();
        store(
                strategy,
                new NewMigration(
                        id,
                        target.table(),
                        DdlAction.REVERT,
                        "revert vitess_migration '" + target.id() + "'",
                        DdlStrategy.Kind.ONLINE.sql(),
                        strategy.options(),
                        revert.context(),
                        Optional.of(target.id()),
                        false,
                        strategy.has(DdlStrategy.Flag.ALLOW_CONCURRENT),
                        strategy.has(DdlStrategy.Flag.POSTPONE_LAUNCH),
                        strategy.has(DdlStrategy.Flag.POSTPONE_COMPLETION),
                        strategy.cutOverThreshold(),
                        strategy.retainArtifacts(),
                        SessionSettings.GLOBAL));
        return id;
    }

    private void store(DdlStrategy strategy, NewMigration migration) throws SQLException {
        if (!SingletonRule.concerns(strategy)) {
            requests.insert(migration);
            return;
        }
        String name = "palinode-submit-" + Integer.toHexString(keyspace.hashCode());
        Optional<NamedLock> lock = NamedLock.tryLock(db, name, PATIENCE);
        try (NamedLock held = lock.orElseThrow(
                () -> refused(EngineFault.Kind.UNAVAILABLE, "another migration is being submitted; try again"))) {
            Optional<String> refusal =
                    SingletonRule.refusal(strategy, migration.table(), migration.context(), reader.pending());
            if (refusal.isPresent()) {
                throw refused(EngineFault.Kind.REFUSED, refusal.get());
            }
            requests.insert(migration);
        }
    }

    /** The server's own ALTER runs beside nothing else, as in Vitess. */
    private static boolean mayBeConcurrent(DdlStrategy strategy, DdlAction action) {
        boolean blunt = strategy.kind() == DdlStrategy.Kind.MYSQL && action == DdlAction.ALTER;
        return strategy.has(DdlStrategy.Flag.ALLOW_CONCURRENT) && !blunt;
    }

    /** What is declared may turn out to be an ALTER. */
    private void checkProgram(DdlStrategy strategy, DdlAction action) {
        boolean alters =
                action == DdlAction.ALTER || (action == DdlAction.CREATE && strategy.has(DdlStrategy.Flag.DECLARATIVE));
        if (strategy.kind().isExternal()
                && alters
                && programs.find(strategy.kind()).isEmpty()) {
            throw refused(EngineFault.Kind.REFUSED, programs.missing(strategy.kind()));
        }
    }

    private static void checkDeclared(MigrationEngine.Submission submission) {
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

    /** Statements are read as the default mode has it. */
    private static void checkQuoting(MigrationEngine.Submission submission) {
        SessionSettings settings = submission.settings();
        String statement = submission.statement();
        if (settings.hasMode("ANSI_QUOTES") && statement.indexOf('"') >= 0) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "double quotes under sql_mode ANSI_QUOTES are not supported in online DDL; write names in"
                            + " backticks and texts in single quotes");
        }
        if (settings.hasMode("NO_BACKSLASH_ESCAPES") && statement.indexOf('\\') >= 0) {
            throw refused(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "a backslash under sql_mode NO_BACKSLASH_ESCAPES is not supported in online DDL; take that mode"
                            + " out of sql_mode and double the backslash");
        }
    }

    private static void check(DdlStrategy strategy, String context) {
        DdlStrategyParser.checkForSubmission(strategy);
        if (context.length() > MAX_CONTEXT) {
            throw refused(
                    EngineFault.Kind.WRONG_ARGUMENT,
                    "invalid migration_context: more than " + MAX_CONTEXT + " characters");
        }
    }

    private void checkKeyspace(String schema) {
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

    private static EngineFault refused(EngineFault.Kind kind, String message) {
        return new EngineFault(kind, message);
    }
}
