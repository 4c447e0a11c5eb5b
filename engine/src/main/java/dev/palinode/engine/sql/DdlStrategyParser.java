package dev.palinode.engine.sql;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a value of {@code @@ddl_strategy}: the name of a strategy, then flags. All flags of Vitess are known; one that
 * would not do here what it says is refused.
 */
public final class DdlStrategyParser {
    /** The bounds of {@code --cut-over-threshold}, both allowed (Vitess's). */
    private static final Duration MIN_THRESHOLD = Duration.ofSeconds(5);

    private static final Duration MAX_THRESHOLD = Duration.ofSeconds(30);

    /** The longest {@code --reverse-window}; the server's times end in 2038. */
    private static final Duration MAX_WINDOW = Duration.ofDays(366);

    private static final Map<String, DdlStrategy.Flag> SWITCHES =
            Arrays.stream(DdlStrategy.Flag.values()).collect(Collectors.toMap(DdlStrategy.Flag::word, flag -> flag));

    private static final Map<DdlStrategy.Kind, Set<DdlStrategy.Flag>> NOT_BY = Map.of(
            DdlStrategy.Kind.MYSQL,
            EnumSet.of(DdlStrategy.Flag.POSTPONE_COMPLETION, DdlStrategy.Flag.ALLOW_ZERO_IN_DATE),
            DdlStrategy.Kind.GH_OST,
            EnumSet.of(DdlStrategy.Flag.ANALYZE_TABLE),
            DdlStrategy.Kind.PT_OSC,
            EnumSet.of(DdlStrategy.Flag.ANALYZE_TABLE, DdlStrategy.Flag.ALLOW_ZERO_IN_DATE));

    /** Accepted and without effect in Vitess as well. */
    private static final Set<String> IDLE_SWITCHES = Set.of("fast-range-rotation", "skip-topo");

    /** In Vitess it leaves the old table as {@code <t>_before} and the new one as {@code <t>_after}: no table stays. */
    private static final Set<String> TEST_SWITCHES = Set.of("vreplication-test-suite");

    private final String text;
    private final String options;
    private final DdlStrategy.Kind kind;
    private final Set<DdlStrategy.Flag> switches = EnumSet.noneOf(DdlStrategy.Flag.class);
    private Duration cutOverThreshold = Duration.ZERO;
    private Duration forceCutOverAfter = Duration.ZERO;
    private Duration retainArtifacts = Duration.ZERO;
    private Map<String, String> renamedColumns = Map.of();
    private Duration reverseWindow = Duration.ZERO;

    private DdlStrategyParser(String text, String name, String options) {
        this.text = text;
        this.options = options;
        this.kind = kind(name);
    }

    /**
     * Reads a value; the empty text means {@code direct}.
     *
     * @throws EngineFault of the kind WRONG_VALUE_FOR_VARIABLE, if the value is unknown, malformed or not supported
     */
    public static DdlStrategy parse(String text) {
        int blank = 0;
        while (blank < text.length() && !Character.isWhitespace(text.charAt(blank))) {
            blank++;
        }
        String options = text.substring(blank).stripLeading();
        return new DdlStrategyParser(text, text.substring(0, blank), options).parse();
    }

    /** The strategy under which a migration was submitted. */
    public static DdlStrategy of(Migration migration) {
        return parse((migration.strategy() + " " + migration.options()).strip());
    }

    /**
     * The checks that a strategy has to pass when a migration is submitted under it.
     *
     * @throws EngineFault of the kind WRONG_ARGUMENT
     */
    public static void checkForSubmission(DdlStrategy strategy) {
        checkThreshold(strategy.cutOverThreshold());
    }

    /**
     * The check of a DDL statement under a strategy that cannot do what some flags say.
     *
     * @throws EngineFault of the kind WRONG_ARGUMENT
     */
    public static void checkFlags(DdlStrategy strategy) {
        for (DdlStrategy.Flag flag : NOT_BY.getOrDefault(strategy.kind(), Set.of())) {
            if (strategy.has(flag)) {
                throw new EngineFault(
                        EngineFault.Kind.WRONG_ARGUMENT,
                        "--" + flag.word() + " not supported in '"
                                + strategy.kind().sql() + "' strategy; use 'vitess'");
            }
        }
        if (NOT_BY.containsKey(strategy.kind()) && !strategy.reverseWindow().isZero()) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_ARGUMENT,
                    "--reverse-window not supported in '" + strategy.kind().sql()
                            + "' strategy, which keeps nothing of the old table; use 'vitess'");
        }
    }

    /** Why a table cannot be migrated that is not in the keyspace; empty if it is there. */
    public static Optional<EngineFault> keyspaceFault(DdlStrategy strategy, String keyspace, TableName table) {
        return table.schema().equals(keyspace)
                ? Optional.empty()
                : Optional.of(new EngineFault(
                        EngineFault.Kind.NOT_SUPPORTED,
                        "the strategy '" + strategy.kind().sql() + "' migrates tables of the keyspace '" + keyspace
                                + "' only, and '" + table.schema() + "." + table.table()
                                + "' is not one; use SET ddl_strategy = 'direct' to run the statement as it is"));
    }

    /**
     * The check of a cut-over's budget alone.
     *
     * @throws EngineFault of the kind WRONG_ARGUMENT
     */
    public static void checkThreshold(Duration threshold) {
        if (threshold.compareTo(MIN_THRESHOLD) < 0) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_ARGUMENT, "invalid cut-over threshold: cut-over min value is 5s");
        }
        if (threshold.compareTo(MAX_THRESHOLD) > 0) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_ARGUMENT, "invalid cut-over threshold: cut-over max value is 30s");
        }
    }

    private DdlStrategy.Kind kind(String name) {
        if (text.isEmpty()) {
            return DdlStrategy.Kind.DIRECT;
        }
        for (DdlStrategy.Kind candidate : DdlStrategy.Kind.values()) {
            if (candidate.sql().equals(name)) {
                return candidate;
            }
        }
        throw invalid("Unknown online DDL strategy: '" + name + "'");
    }

    private DdlStrategy parse() {
        Optional<List<String>> words = ShellWords.split(options);
        words.orElseThrow(() -> invalidFlags("a quote is not closed")).forEach(this::flag);
        boolean cutsOver = kind == DdlStrategy.Kind.VITESS || kind == DdlStrategy.Kind.ONLINE;
        if (!forceCutOverAfter.isZero() && !cutsOver) {
            throw invalid("--force-cut-over-after is only valid in 'vitess' strategy");
        }
        return new DdlStrategy(
                kind,
                text,
                options,
                switches,
                cutOverThreshold.isZero() ? DdlStrategy.DEFAULT_CUT_OVER_THRESHOLD : cutOverThreshold,
                forceCutOverAfter,
                retainArtifacts.isZero() ? Optional.empty() : Optional.of(retainArtifacts),
                renamedColumns,
                reverseWindow);
    }

    private void flag(String word) {
        String flag = word.startsWith("--") ? word.substring(2) : word.startsWith("-") ? word.substring(1) : "";
        int equals = flag.indexOf('=');
        if (ToolOptions.isPassed(kind, word) && !SWITCHES.containsKey(flag)) {
            return;
        }
        if (equals >= 0) {
            valueFlag(word, flag.substring(0, equals), unquoted(flag.substring(equals + 1)));
        } else if (SWITCHES.containsKey(flag)) {
            switches.add(SWITCHES.get(flag));
        } else if (TEST_SWITCHES.contains(flag)) {
            throw forTests(word);
        } else if (!IDLE_SWITCHES.contains(flag)) {
            throw invalidFlags(word);
        }
    }

    private void valueFlag(String word, String name, String value) {
        switch (name) {
            case "cut-over-threshold" -> cutOverThreshold = duration(word, value);
            case "force-cut-over-after" -> forceCutOverAfter = notNegative(word, duration(word, value));
            case "retain-artifacts" -> retainArtifacts = notNegative(word, duration(word, value));
            case "reverse-window" -> reverseWindow = window(word, duration(word, value));
            case "rename-columns" -> renamedColumns = renames(word, value);
            default -> throw invalidFlags(word);
        }
    }

    /** Pairs of an old and a new name, as in {@code a:b,c:d}. */
    private Map<String, String> renames(String word, String value) {
        Map<String, String> renames = new LinkedHashMap<>();
        for (String pair : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            String[] names = pair.strip().split(":", -1);
            if (names.length != 2 || names[0].isEmpty() || names[1].isEmpty()) {
                throw invalid("invalid value in " + word + "; write --rename-columns=old:new[,old:new]");
            }
            renames.put(names[0], names[1]);
        }
        return renames;
    }

    /** An empty value is as good as none. */
    private static Duration duration(String word, String value) {
        return value.isEmpty()
                ? Duration.ZERO
                : GoDuration.parse(value).orElseThrow(() -> invalid("invalid duration in " + word));
    }

    private Duration notNegative(String word, Duration duration) {
        if (duration.isNegative()) {
            throw invalid("invalid duration in " + word);
        }
        return duration;
    }

    private Duration window(String word, Duration duration) {
        if (duration.compareTo(MAX_WINDOW) > 0) {
            throw invalid("invalid duration in " + word + ": more than a year");
        }
        return notNegative(word, duration);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private EngineFault invalidFlags(String what) {
        return invalid("invalid flags for " + kind.sql() + " strategy: " + what);
    }

    private static EngineFault forTests(String flag) {
        return invalid("the flag " + flag
                + " is not supported: it is for Vitess's own tests, and would leave no table under its name");
    }

    private static EngineFault invalid(String reason) {
        return new EngineFault(EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE, "invalid DDL strategy: " + reason);
    }
}
