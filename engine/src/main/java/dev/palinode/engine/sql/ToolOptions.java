package dev.palinode.engine.sql;

import dev.palinode.engine.model.DdlStrategy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options of gh-ost and pt-online-schema-change that users may pass on behind the strategy's name. Listed is what
 * says how fast and how carefully a program works. Not listed is what is ours to say (where to connect, as whom, which
 * tables, when to swap), what runs other programs or SQL, connects elsewhere or writes files, and what gives up the
 * promise that no row is lost: dropping foreign keys, silent truncation, a swap in two steps.
 */
public final class ToolOptions {
    /** Words, numbers and lists; nothing that could end a literal or call a function where a program makes SQL of it. */
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.,:=/%+-]+");

    private static final ToolOptions GH_OST = new ToolOptions(
            Set.of(
                    "aliyun-rds",
                    "allow-master-master",
                    "allow-nullable-unique-key",
                    "allow-setup-metadata-lock-instruments",
                    "approve-renamed-columns",
                    "azure",
                    "concurrent-rowcount",
                    "cut-over-exponential-backoff",
                    "debug",
                    "exact-rowcount",
                    "gcp",
                    "gtid",
                    "panic-on-warnings",
                    "skip-foreign-key-checks",
                    "skip-metadata-lock-check",
                    "skip-port-validation",
                    "stack",
                    "verbose"),
            Set.of(
                    "binlogsyncer-max-reconnect-attempts",
                    "charset",
                    "chunk-size",
                    "critical-load",
                    "critical-load-hibernate-seconds",
                    "critical-load-interval-millis",
                    "cut-over-lock-timeout-seconds",
                    "default-retries",
                    "dml-batch-size",
                    "exponential-backoff-max-interval",
                    "heartbeat-interval-millis",
                    "max-lag-millis",
                    "max-load",
                    "mysql-timeout",
                    "nice-ratio",
                    "replica-server-id"));

    private static final ToolOptions PT_OSC = new ToolOptions(
            Set.of(
                    "analyze-before-swap",
                    "no-analyze-before-swap",
                    "check-alter",
                    "no-check-alter",
                    "check-plan",
                    "no-check-plan",
                    "default-engine",
                    "null-to-not-null",
                    "print",
                    "statistics"),
            Set.of(
                    "charset",
                    "chunk-index",
                    "chunk-index-columns",
                    "chunk-size",
                    "chunk-size-limit",
                    "chunk-time",
                    "critical-load",
                    "max-flow-ctl",
                    "max-load",
                    "progress",
                    "set-vars",
                    "sleep",
                    "tries"));

    private static final Map<DdlStrategy.Kind, ToolOptions> KNOWN =
            Map.of(DdlStrategy.Kind.GH_OST, GH_OST, DdlStrategy.Kind.PT_OSC, PT_OSC);

    private final Set<String> switches;
    private final Set<String> withValue;

    private ToolOptions(Set<String> switches, Set<String> withValue) {
        this.switches = switches;
        this.withValue = withValue;
    }

    /** Whether the word is an option that the strategy's program may be given. */
    static boolean isPassed(DdlStrategy.Kind kind, String word) {
        return KNOWN.containsKey(kind) && KNOWN.get(kind).accepts(bare(word));
    }

    /** Those of a strategy that its program is given, each as {@code --name} or {@code --name=value}. */
    public static List<String> of(DdlStrategy strategy) {
        return ShellWords.split(strategy.options()).orElse(List.of()).stream()
                .filter(word -> isPassed(strategy.kind(), word))
                .map(word -> "--" + bare(word))
                .toList();
    }

    private boolean accepts(String option) {
        int equals = option.indexOf('=');
        return equals < 0
                ? switches.contains(option)
                : withValue.contains(option.substring(0, equals))
                        && VALUE.matcher(option.substring(equals + 1)).matches();
    }

    private static String bare(String word) {
        return word.startsWith("--") ? word.substring(2) : word.startsWith("-") ? word.substring(1) : "";
    }
}
