package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.sql.MigrationVerb;
import dev.palinode.engine.sql.SqlStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** REVERT VITESS_MIGRATION and ALTER VITESS_MIGRATION. */
final class MigrationCommand {
    private final MigrationEngine engine;
    private final String keyspace;

    MigrationCommand(MigrationEngine engine, String keyspace) {
        this.engine = engine;
        this.keyspace = keyspace;
    }

    /** Works under every strategy; the options of the session's count. */
    Route revert(SessionState state, SqlStatement.Revert revert) {
        DdlStrategyParser.checkForSubmission(state.strategy());
        MigrationEngine.Revert request = new MigrationEngine.Revert(
                id("REVERT", revert.uuid()), keyspace, state.strategy(), state.effectiveContext());
        return Answers.work(true, () -> Answers.uuids(List.of(engine.revert(request))));
    }

    Route control(SqlStatement.AlterMigration alter) {
        MigrationVerb verb = alter.verb();
        Optional<MigrationEngine.Verb> known = known(verb);
        boolean threshold = verb == MigrationVerb.CUTOVER_THRESHOLD;
        if (known.isEmpty() || (alter.argument().isPresent() && !threshold)) {
            String what = verb.sql() + alter.argument().map(text -> " " + text).orElse("");
            return Answers.refuse(
                    EngineFault.Kind.NOT_SUPPORTED, "ALTER VITESS_MIGRATION … " + what + " is not supported yet");
        }
        Optional<MigrationId> target = alter.uuid().map(uuid -> id(verb.sql(), uuid));
        Duration given = threshold ? threshold(alter.argument().orElse("")) : Duration.ZERO;
        MigrationEngine.Control request = new MigrationEngine.Control(known.get(), target, given);
        return Answers.work(false, () -> new Reply.Ok(engine.control(request)));
    }

    private static Optional<MigrationEngine.Verb> known(MigrationVerb verb) {
        return switch (verb) {
            case CANCEL -> Optional.of(MigrationEngine.Verb.CANCEL);
            case RETRY -> Optional.of(MigrationEngine.Verb.RETRY);
            case LAUNCH -> Optional.of(MigrationEngine.Verb.LAUNCH);
            case COMPLETE -> Optional.of(MigrationEngine.Verb.COMPLETE);
            case CLEANUP -> Optional.of(MigrationEngine.Verb.CLEANUP);
            case POSTPONE_COMPLETE -> Optional.of(MigrationEngine.Verb.POSTPONE_COMPLETE);
            case FORCE_CUTOVER -> Optional.of(MigrationEngine.Verb.FORCE_CUTOVER);
            case CUTOVER_THRESHOLD -> Optional.of(MigrationEngine.Verb.CUTOVER_THRESHOLD);
            case THROTTLE, UNTHROTTLE -> Optional.empty();
        };
    }

    /** A duration as a quoted text. */
    private static Duration threshold(String argument) {
        String text = argument.length() > 1 ? argument.substring(1, argument.length() - 1) : argument;
        return GoDuration.parse(text)
                .orElseThrow(() -> new EngineFault(
                        EngineFault.Kind.WRONG_ARGUMENT,
                        "invalid cut-over threshold value " + argument + ". Try '5s' to '30s'"));
    }

    private static MigrationId id(String word, String uuid) {
        return MigrationId.parse(uuid)
                .orElseThrow(() -> new EngineFault(
                        EngineFault.Kind.WRONG_ARGUMENT, "Not a valid migration ID in " + word + ": " + uuid));
    }
}
