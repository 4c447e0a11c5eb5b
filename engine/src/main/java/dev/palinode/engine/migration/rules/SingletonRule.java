package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DdlStrategy.Flag;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.util.List;
import java.util.Optional;

/** The flags that keep a migration from being submitted while others are pending; as in Vitess the first one counts. */
public final class SingletonRule {
    private SingletonRule() {}

    /** A REVERT is nobody's deployment, unless it says so itself. */
    private static boolean isPlainRevert(Migration other) {
        return other.isRevert() && !DdlStrategyParser.of(other).has(Flag.SINGLETON_CONTEXT);
    }

    /** Whether the strategy asks for any of them. */
    public static boolean concerns(DdlStrategy strategy) {
        return strategy.has(Flag.SINGLETON)
                || strategy.has(Flag.SINGLETON_CONTEXT)
                || strategy.has(Flag.SINGLETON_TABLE);
    }

    /**
     * Why a migration may not be submitted.
     *
     * @param pending all that are queued, ready or running
     */
    public static Optional<String> refusal(
            DdlStrategy strategy, TableName table, String context, List<Migration> pending) {
        if (strategy.has(Flag.SINGLETON)) {
            return pending.stream()
                    .findFirst()
                    .map(other -> "singleton migration rejected: found pending migration " + other.id());
        }
        if (strategy.has(Flag.SINGLETON_CONTEXT)) {
            return pending.stream()
                    .filter(other -> !other.context().equals(context) && !isPlainRevert(other))
                    .findFirst()
                    .map(other -> "singleton-context migration rejected: found pending migration " + other.id()
                            + " in different context: " + other.context());
        }
        return pending.stream()
                .filter(other ->
                        strategy.has(Flag.SINGLETON_TABLE) && other.table().equals(table))
                .findFirst()
                .map(other -> "singleton-table migration rejected: found pending migration " + other.id() + " on table "
                        + other.table().table());
    }
}
