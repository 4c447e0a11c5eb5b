package dev.palinode.engine.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A parsed {@code @@ddl_strategy}.
 *
 * @param kind the strategy's first word
 * @param text the whole value as the user gave it
 * @param options the text behind the first word, as the user gave it
 * @param flags the switches among the options
 * @param cutOverThreshold {@code --cut-over-threshold}; the default is 10 s
 * @param forceCutOverAfter {@code --force-cut-over-after}; zero means never
 * @param retainArtifacts {@code --retain-artifacts}; empty means the server's default
 * @param renamedColumns {@code --rename-columns}, for a declared table: old name to new name
 * @param reverseWindow {@code --reverse-window}: how long after its cut-over the old table is kept in step; zero means
 *     not at all
 */
public record DdlStrategy(
        Kind kind,
        String text,
        String options,
        Set<Flag> flags,
        Duration cutOverThreshold,
        Duration forceCutOverAfter,
        Optional<Duration> retainArtifacts,
        Map<String, String> renamedColumns,
        Duration reverseWindow) {

    /** Budget of the critical part of a cut-over when nothing is said (Vitess's default). */
    public static final Duration DEFAULT_CUT_OVER_THRESHOLD = Duration.ofSeconds(10);

    /** The strategy that leaves DDL alone. */
    public static final DdlStrategy DIRECT = new DdlStrategy(
            Kind.DIRECT,
            "direct",
            "",
            Set.of(),
            DEFAULT_CUT_OVER_THRESHOLD,
            Duration.ZERO,
            Optional.empty(),
            Map.of(),
            Duration.ZERO);

    public DdlStrategy {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(cutOverThreshold, "cutOverThreshold");
        Objects.requireNonNull(forceCutOverAfter, "forceCutOverAfter");
        Objects.requireNonNull(retainArtifacts, "retainArtifacts");
        Objects.requireNonNull(reverseWindow, "reverseWindow");
        flags = Set.copyOf(flags);
        renamedColumns = Map.copyOf(renamedColumns);
    }

    /** The strategies that exist so far. */
    public enum Kind {
        DIRECT,
        VITESS,
        ONLINE,
        /** ALTER TABLE by the server itself; all else as under {@link #VITESS}. */
        MYSQL,
        /** ALTER TABLE by the program gh-ost; all else as under {@link #VITESS}. */
        GH_OST,
        /** ALTER TABLE by the program pt-online-schema-change; all else as under {@link #VITESS}. */
        PT_OSC;

        /** The spelling that users write and that {@code schema_migrations.strategy} stores. */
        public String sql() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether another program carries out an ALTER TABLE. */
        public boolean isExternal() {
            return this == GH_OST || this == PT_OSC;
        }
    }

    /** The switches; each is written as its name in lower case with dashes, behind two dashes. */
    public enum Flag {
        /** May run beside other migrations. */
        ALLOW_CONCURRENT,
        /** Not to be started before LAUNCH. */
        POSTPONE_LAUNCH,
        /** Not to be completed before COMPLETE. */
        POSTPONE_COMPLETION,
        /** No checksum before the cut-over. */
        SKIP_VERIFY,
        /** Refused while any other migration is pending. */
        SINGLETON,
        /** Refused while a migration of another context is pending. */
        SINGLETON_CONTEXT,
        /** Refused while a migration of the same table is pending. */
        SINGLETON_TABLE,
        /** Starts and completes after those of its context that were submitted earlier with this flag. */
        IN_ORDER_COMPLETION,
        /** The statement is answered when its migration has ended. */
        WAIT,
        /** The server's modes that forbid zero dates do not count. */
        ALLOW_ZERO_IN_DATE,
        /** A CREATE or DROP says what is wanted, rather than what is to be done. */
        DECLARATIVE,
        /** The table's statistics are renewed before its rows are estimated. */
        ANALYZE_TABLE,
        /** An ALTER that the server can do by ALGORITHM=INSTANT is done so. */
        PREFER_INSTANT_DDL,
        /** Statements run without foreign key checks; parents pass on a server that Vitess has patched for that. */
        UNSAFE_ALLOW_FOREIGN_KEYS;

        /** The flag without its dashes, as users write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether DDL under this strategy becomes a migration. */
    public boolean isManaged() {
        return kind != Kind.DIRECT;
    }

    /** Whether the switch was given. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }
}
