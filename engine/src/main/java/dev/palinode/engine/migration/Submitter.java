package dev.palinode.engine.migration;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.rules.RevertRules;
import dev.palinode.engine.migration.rules.SingletonRule;
import dev.palinode.engine.migration.rules.SubmissionRules;
import dev.palinode.engine.migration.runner.external.tool.ProgramRule;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Checks what a client submits and stores it as queued. Needs no lease. Safe for many threads. */
public final class Submitter {
    /** How long a singleton waits for another one to be stored or refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Db db;

    private final String keyspace;
    private final MigrationReader reader;
    private final MigrationRequests requests;
    private final SubmissionRules rules;
    private final RevertRules revertRules;

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
        this.rules = new SubmissionRules(keyspace, new ProgramRule(db, tools));
        this.revertRules = new RevertRules(reader);
    }

    /**
     * Stores a DDL statement.
     *
     * @throws EngineFault if it is refused; nothing has changed then
     */
    public MigrationId submit(MigrationEngine.Submission submission) throws SQLException {
        rules.check(submission);
        MigrationId id = MigrationId.generate();
        store(submission.strategy(), NewMigration.of(submission, id));
        return id;
    }

    /**
     * Stores a REVERT. The strategy may be {@code direct}: only its options count.
     *
     * @throws EngineFault if the migration cannot be reverted as things are; nothing has changed then
     */
    public MigrationId revert(MigrationEngine.Revert revert) throws SQLException {
        DdlStrategy strategy = revert.strategy();
        DdlStrategyParser.checkForSubmission(strategy);
        SubmissionRules.checkContext(revert.context());
        rules.checkKeyspace(revert.keyspace());
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

    private static EngineFault refused(EngineFault.Kind kind, String message) {
        return new EngineFault(kind, message);
    }
}
