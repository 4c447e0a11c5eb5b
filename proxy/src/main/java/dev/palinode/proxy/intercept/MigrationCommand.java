package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.sql.MigrationVerb;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** REVERT VITESS_MIGRATION, ALTER VITESS_MIGRATION, SHOW VITESS_MIGRATION … LOGS. */
final class MigrationCommand {
    /** The beginning of a UUID; shorter ones are more likely a mistake than a name. */
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4}[0-9a-f_]{0,31}");

    private final MigrationEngine engine;
    private final String keyspace;

    MigrationCommand(MigrationEngine engine, String keyspace) {
        this.engine = engine;
        this.keyspace = keyspace;
    }

    /** Works under every strategy; the options of the session's count. */
    Route revert(SessionState state, SqlStatement.Revert revert) {
        DdlStrategyParser.checkForSubmission(state.strategy());
        Supplier<MigrationId> target = named("REVERT", revert.uuid());
        DdlStrategy strategy = state.strategy();
        String context = state.effectiveContext();
        return AwaitedOutcome.route(engine, strategy.has(DdlStrategy.Flag.WAIT), () -> {
            MigrationEngine.Revert request = new MigrationEngine.Revert(target.get(), keyspace, strategy, context);
            return List.of(engine.revert(request));
        });
    }

    /** SHOW VITESS_MIGRATION … LOGS. */
    Route logs(SqlStatement.ShowLogs show) {
        Supplier<MigrationId> name = named("LOGS", show.uuid());
        return Answers.work(false, engine.logColumns(), () -> new Reply.Rows(engine.logs(name.get())));
    }

    Route control(SqlStatement.AlterMigration alter) {
        MigrationVerb verb = alter.verb();
        Optional<MigrationEngine.Verb> known = known(verb);
        boolean threshold = verb == MigrationVerb.CUTOVER_THRESHOLD;
        boolean shards = verb == MigrationVerb.LAUNCH || verb == MigrationVerb.COMPLETE;
        if (known.isEmpty() || (alter.argument().isPresent() && !threshold && !shards)) {
            String what = verb.sql() + alter.argument().map(text -> " " + text).orElse("");
            return Answers.refuse(
                    EngineFault.Kind.NOT_SUPPORTED, "ALTER VITESS_MIGRATION … " + what + " is not supported yet");
        }
        Optional<Supplier<MigrationId>> target = alter.uuid().map(uuid -> named(verb.sql(), uuid));
        Duration given = threshold ? threshold(alter.argument().orElse("")) : Duration.ZERO;
        Set<String> on = shards ? shards(alter.argument().orElse("")) : Set.of();
        return Answers.work(false, () -> {
            Optional<MigrationId> id = target.map(Supplier::get);
            return new Reply.Ok(engine.control(new MigrationEngine.Control(known.get(), id, given, on)));
        });
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
            case VERIFY -> Optional.of(MigrationEngine.Verb.VERIFY);
            case CUTOVER_THRESHOLD -> Optional.of(MigrationEngine.Verb.CUTOVER_THRESHOLD);
            case THROTTLE, UNTHROTTLE -> Optional.empty();
        };
    }

    /** The names in {@code VITESS_SHARDS 'a,b'}; none means all, as in Vitess. */
    private static Set<String> shards(String argument) {
        TokenCursor cursor = new TokenCursor(argument);
        if (cursor.atEnd()) {
            return Set.of();
        }
        Optional<String> list = cursor.accept("VITESS_SHARDS") ? cursor.string() : Optional.empty();
        if (list.isEmpty() || !cursor.atEnd()) {
            throw new EngineFault(
                    EngineFault.Kind.SYNTAX,
                    cursor.malformed("VITESS_SHARDS 'shard[,…]'").message());
        }
        return Stream.of(list.get().split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A duration as a quoted text. */
    private static Duration threshold(String argument) {
        String text = argument.length() > 1 ? argument.substring(1, argument.length() - 1) : argument;
        return GoDuration.parse(text)
                .orElseThrow(() -> new EngineFault(
                        EngineFault.Kind.WRONG_ARGUMENT,
                        "invalid cut-over threshold value " + argument + ". Try '5s' to '30s'"));
    }

    /**
     * The migration of that UUID, or of the only one that begins so; this one is looked for when it is asked for, which
     * may block.
     */
    Supplier<MigrationId> named(String word, String text) {
        Optional<MigrationId> whole = MigrationId.parse(text);
        if (whole.isPresent()) {
            return whole::get;
        }
        String prefix = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (!PREFIX.matcher(prefix).matches()) {
            throw new EngineFault(EngineFault.Kind.WRONG_ARGUMENT, "Not a valid migration ID in " + word + ": " + text);
        }
        return () -> engine.resolve(prefix);
    }
}
