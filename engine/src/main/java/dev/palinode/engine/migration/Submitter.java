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
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what a client submits and stores it as queued. Needs no lease. Safe for many threads. */
public final class Submitter {
    /** How long a singleton waits for another one to be stored or refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Between two looks at who holds it up. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /** Who has the lock and says nothing for so long was stopped, or is cut off. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Db db;

    private final String keyspace;
    private final MigrationReader reader;
    private final MigrationRequests requests;
    private final SubmissionRules rules;
    private final RevertRules revertRules;
    private final FailPoints points;

    /**
     * For a keyspace.
     *
     * @param tools the programs that a strategy may need
     * @param points where tests stop it
     */
    public Submitter(
            Db db,
            String keyspace,
            MigrationReader reader,
            MigrationRequests requests,
            ToolPaths tools,
            FailPoints points) {
        this.db = db;
        this.keyspace = keyspace;
        this.reader = reader;
        this.requests = requests;
        this.rules = new SubmissionRules(keyspace, new ProgramRule(db, tools));
        this.revertRules = new RevertRules(reader);
        this.points = points;
    }

    /**
     * Stores what one DDL statement asks for, under one strategy.
     *
     * @return in the same order
     * @throws EngineFault if any of it is refused; nothing has changed then
     */
    public List<MigrationId> submit(List<MigrationEngine.Submission> submissions) throws SQLException {
        List<NewMigration> migrations = new ArrayList<>();
        for (MigrationEngine.Submission submission : submissions) {
            rules.check(submission);
            migrations.add(NewMigration.of(submission, MigrationId.generate()));
        }
        store(submissions.get(0).strategy(), migrations);
        return migrations.stream().map(NewMigration::id).toList();
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
                List.of(new NewMigration(
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
                        SessionSettings.GLOBAL)));
        return id;
    }

    /** Those of one statement are not in each other's way. */
    private void store(DdlStrategy strategy, List<NewMigration> migrations) throws SQLException {
        Runnable inserted = () -> points.reached("submit.inserted");
        if (!SingletonRule.concerns(strategy)) {
            requests.insert(migrations, inserted);
            points.reached("submit.stored");
            return;
        }
        try (NamedLock held = lock()) {
            points.reached("submit.locked");
            List<Migration> pending = reader.pending(held.connection());
            for (NewMigration migration : migrations) {
                Optional<String> refusal =
                        SingletonRule.refusal(strategy, migration.table(), migration.context(), pending);
                if (refusal.isPresent()) {
                    throw refused(EngineFault.Kind.REFUSED, refusal.get());
                }
            }
            // Who was silent for long has lost the lock, and must not store anything beside others.
            requests.insert(held.connection(), migrations, inserted);
            points.reached("submit.stored");
        }
    }

    /** What singletons of one keyspace hold while they are stored. */
    static String lockName(String keyspace) {
        return "palinode-submit-" + Integer.toHexString(keyspace.hashCode());
    }

    private NamedLock lock() throws SQLException {
        String name = lockName(keyspace);
        for (long waited = 0; waited < PATIENCE.toSeconds(); waited += STEP.toSeconds()) {
            Optional<NamedLock> lock = NamedLock.tryLock(db, name, STEP);
            if (lock.isPresent()) {
                return lock.get();
            }
            NamedLock.killSilentHolder(db, name, SILENCE);
        }
        throw refused(EngineFault.Kind.UNAVAILABLE, "another migration is being submitted; try again");
    }

    private static EngineFault refused(EngineFault.Kind kind, String message) {
        return new EngineFault(kind, message);
    }
}
