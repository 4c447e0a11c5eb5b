package dev.palinode.engine;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The door of the engine. Migrations that were submitted run on whether or not anybody waits for them.
 *
 * <p>Every method may block on the primary and must not be called on an event loop, but for those that only tell columns. All
 * are safe for use by many threads. All throw {@link EngineFault} for what a client shall see.
 */
public interface MigrationEngine extends AutoCloseable {

    /** Stores a migration as {@code queued} and returns at once. */
    MigrationId submit(Submission submission);

    /**
     * Stores what one statement asks for, all of it or nothing, as far as it is of one keyspace.
     *
     * @param submissions under one strategy, at least one
     * @return in the same order
     */
    default List<MigrationId> submitAll(List<Submission> submissions) {
        return submissions.stream().map(this::submit).toList();
    }

    /** Stores a migration that reverts another one. */
    MigrationId revert(Revert revert);

    /**
     * What becomes of a migration that was submitted. Does not block. The migration goes on whether anybody waits or not;
     * who waits no longer cancels the future. Its actions are run by one thread for all, and must not block.
     */
    CompletableFuture<Outcome> outcome(MigrationId id);

    /** Cancels, retries, or otherwise controls one migration; returns how many migrations changed. */
    long control(Control control);

    /** The rows of {@code _vt.schema_migrations}. */
    RowSet list(Filter filter);

    /** The columns of {@link #list}, without asking for rows. */
    List<RowSet.Column> listColumns();

    /** The columns of {@link #logs}, without asking for rows. */
    List<RowSet.Column> logColumns();

    /** How many migrations there are in each state; states without any are missing. Reads no rows that are long. */
    Map<MigrationStatus, Long> countByStatus();

    /** How many migrations this engine has moved to the state since it began at its primary. Asks no server. */
    long countMoves(MigrationStatus to);

    /**
     * What has happened to a migration, in its order: one row per event, with its time.
     *
     * @throws EngineFault if there is no such migration
     */
    RowSet logs(MigrationId id);

    /**
     * The migration whose UUID begins so.
     *
     * @param prefix the beginning of a UUID, with underscores, in lower case
     * @throws EngineFault if there is none, or more than one
     */
    MigrationId resolve(String prefix);

    /**
     * Denies background work a part of its checks for a time, which holds wherever it is asked for as soon as this
     * returns here, and within seconds elsewhere.
     *
     * @param target the migration; empty means all, also those that do not exist yet
     * @param expire for how long
     * @param ratio which part of the checks is denied, 0 to 1
     * @throws EngineFault if there is no such migration
     */
    void throttle(Optional<MigrationId> target, Duration expire, double ratio);

    /** Takes {@link #throttle} back; a rule for all and one for a migration are independent of each other. */
    void unthrottle(Optional<MigrationId> target);

    /** The apps that users throttle now. */
    RowSet throttledApps();

    /** What the throttler measures, and how it stands. */
    RowSet throttlerStatus();

    /** What migrations have left, and how long it is there. */
    RowSet tableGc();

    /**
     * What would become of submissions, by the rules of their run; see the table of aspects in the user's guide. Nothing is
     * stored; what is made to be looked at is dropped.
     */
    RowSet plan(Proposal proposal);

    /** The columns of {@link #plan}, without asking. */
    List<RowSet.Column> planColumns();

    /** Stops driving migrations; what is running is continued by the next engine. Idempotent. */
    @Override
    void close();

    /**
     * A DDL statement under a managed strategy; a DROP of several tables is several of these.
     *
     * @param action CREATE, ALTER or DROP
     * @param table the table concerned
     * @param ifExists whether IF EXISTS (for DROP) or IF NOT EXISTS (for CREATE) was said
     * @param statement the statement as the user wrote it, without a trailing semicolon; for one table of a DROP of
     *     several, a DROP TABLE of that table alone
     * @param strategy a managed strategy
     * @param context the migration context
     * @param settings of the session that submits it
     */
    record Submission(
            DdlAction action,
            TableName table,
            boolean ifExists,
            String statement,
            DdlStrategy strategy,
            String context,
            SessionSettings settings) {
        public Submission {
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(statement, "statement");
            Objects.requireNonNull(strategy, "strategy");
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(settings, "settings");
        }

        /** The same in a session that changed nothing. */
        public Submission(
                DdlAction action,
                TableName table,
                boolean ifExists,
                String statement,
                DdlStrategy strategy,
                String context) {
            this(action, table, ifExists, statement, strategy, context, SessionSettings.GLOBAL);
        }
    }

    /**
     * A DDL statement that is not to be submitted, but explained. Its strategy may be {@code direct}.
     *
     * @param submissions what it would be submitted as; none if its tables cannot be told
     * @param faults for which it would not even be submitted
     */
    record Proposal(List<Submission> submissions, List<EngineFault> faults) {
        public Proposal {
            submissions = List.copyOf(submissions);
            faults = List.copyOf(faults);
        }
    }

    /**
     * How a migration has ended.
     *
     * @param status complete, failed or cancelled
     * @param message the migration's message, which says why
     */
    record Outcome(MigrationId id, MigrationStatus status, String message) {
        public Outcome {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * A REVERT VITESS_MIGRATION.
     *
     * @param target the migration to take back
     * @param keyspace the keyspace of the session
     * @param strategy the session's strategy, whose options apply
     * @param context the migration context
     */
    record Revert(MigrationId target, String keyspace, DdlStrategy strategy, String context) {
        public Revert {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(keyspace, "keyspace");
            Objects.requireNonNull(strategy, "strategy");
            Objects.requireNonNull(context, "context");
        }
    }

    /** The verbs of ALTER VITESS_MIGRATION that exist so far. */
    enum Verb {
        CANCEL,
        RETRY,
        LAUNCH,
        COMPLETE,
        POSTPONE_COMPLETE,
        CLEANUP,
        FORCE_CUTOVER,
        VERIFY,
        CUTOVER_THRESHOLD
    }

    /**
     * An ALTER VITESS_MIGRATION.
     *
     * @param verb what to do
     * @param target the migration; empty means ALL
     * @param threshold for CUTOVER_THRESHOLD, the new one; zero means the default
     * @param shards only on these; empty means on all
     */
    record Control(Verb verb, Optional<MigrationId> target, Duration threshold, Set<String> shards) {
        public Control {
            Objects.requireNonNull(verb, "verb");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(threshold, "threshold");
            shards = Set.copyOf(shards);
        }

        /** On all shards. */
        public Control(Verb verb, Optional<MigrationId> target, Duration threshold) {
            this(verb, target, threshold, Set.of());
        }

        /** A verb that takes no threshold. */
        public Control(Verb verb, Optional<MigrationId> target) {
            this(verb, target, Duration.ZERO);
        }
    }

    /**
     * Which migrations SHOW VITESS_MIGRATIONS lists.
     *
     * @param like a LIKE pattern that the UUID, the context or the state must match; empty lists all
     * @param where a condition on the columns, as {@code RowFilter} reads it; empty lists all
     * @param order in which order, and how many: {@code ORDER BY} and {@code LIMIT}, as {@code RowFilter} reads them; empty
     *     lists all in the order of their submission
     */
    record Filter(Optional<String> like, Optional<String> where, Optional<String> order) {
        public Filter {
            Objects.requireNonNull(like, "like");
            Objects.requireNonNull(where, "where");
            Objects.requireNonNull(order, "order");
        }

        /** In the order of submission. */
        public Filter(Optional<String> like, Optional<String> where) {
            this(like, where, Optional.empty());
        }

        /** By a pattern, or all. */
        public Filter(Optional<String> like) {
            this(like, Optional.empty());
        }
    }
}
