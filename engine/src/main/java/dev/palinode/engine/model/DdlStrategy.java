package dev.palinode.engine.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A parsed {@code @@ddl_strategy}.
 *
 * @param kind the strategy's first word
 * @param text the whole value as the user gave it
 * @param options the text behind the first word, as the user gave it
 * @param allowConcurrent {@code --allow-concurrent}
 * @param postponeLaunch {@code --postpone-launch}
 * @param postponeCompletion {@code --postpone-completion}
 * @param skipVerify {@code --skip-verify}: no checksum before the cut-over
 * @param cutOverThreshold {@code --cut-over-threshold}; the default is 10 s
 * @param retainArtifacts {@code --retain-artifacts}; empty means the server's default
 */
public record DdlStrategy(
        Kind kind,
        String text,
        String options,
        boolean allowConcurrent,
        boolean postponeLaunch,
        boolean postponeCompletion,
        boolean skipVerify,
        Duration cutOverThreshold,
        Optional<Duration> retainArtifacts) {

    /** Budget of the critical part of a cut-over when nothing is said (Vitess's default). */
    public static final Duration DEFAULT_CUT_OVER_THRESHOLD = Duration.ofSeconds(10);

    /** The strategy that leaves DDL alone. */
    public static final DdlStrategy DIRECT = new DdlStrategy(
            Kind.DIRECT, "direct", "", false, false, false, false, DEFAULT_CUT_OVER_THRESHOLD, Optional.empty());

    public DdlStrategy {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(cutOverThreshold, "cutOverThreshold");
        Objects.requireNonNull(retainArtifacts, "retainArtifacts");
    }

    /** The strategies that exist so far. */
    public enum Kind {
        DIRECT,
        VITESS,
        ONLINE;

        /** The spelling that users write and that {@code schema_migrations.strategy} stores. */
        public String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether DDL under this strategy becomes a migration. */
    public boolean isManaged() {
        return kind != Kind.DIRECT;
    }
}
