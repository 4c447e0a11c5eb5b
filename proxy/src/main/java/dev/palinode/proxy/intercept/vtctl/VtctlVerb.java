package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.sql.cluster.VtctlCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A command of VTCTL, with the name, options and arguments that it has in vtctldclient.
 *
 * @param spelling its name
 * @param usage what stands behind the name
 * @param summary what it does, in a sentence
 * @param options the names of its options
 */
record VtctlVerb(String spelling, String usage, String summary, Set<String> options, Action action) implements Verb {
    /** All there are. */
    static final List<VtctlVerb> ALL = List.of(
            new VtctlVerb(
                    "PlannedReparentShard",
                    "[--new-primary <alias>] [--avoid-primary <alias>] [--expected-primary <alias>]"
                            + " [--allow-cross-cell-promotion] [--wait-replicas-timeout 15s]"
                            + " [--tolerable-replication-lag <duration>] <keyspace/shard>",
                    "Makes a replica the primary while the primary is there; clients wait meanwhile.",
                    Set.of(
                            "new-primary",
                            "avoid-primary",
                            "expected-primary",
                            "allow-cross-cell-promotion",
                            "wait-replicas-timeout",
                            "tolerable-replication-lag"),
                    (commands, command) -> commands.plannedReparent(options(command))),
            new VtctlVerb(
                    "EmergencyReparentShard",
                    "[--new-primary <alias>] [--expected-primary <alias>] [--prevent-cross-cell-promotion]"
                            + " [--ignore-replicas <alias,...>] [--wait-replicas-timeout 15s] <keyspace/shard>",
                    "Makes the most advanced replica the primary when the primary is dead.",
                    Set.of(
                            "new-primary",
                            "expected-primary",
                            "prevent-cross-cell-promotion",
                            "ignore-replicas",
                            "wait-replicas-timeout"),
                    (commands, command) -> commands.emergencyReparent(options(command))),
            new VtctlVerb(
                    "TabletExternallyReparented",
                    "<alias>",
                    "Takes note of a primary that somebody else has promoted.",
                    Set.of(),
                    (commands, command) -> commands.externallyReparented(alias(command, 0))),
            new VtctlVerb(
                    "ReparentTablet",
                    "<alias>",
                    "Makes a server replicate from the shard's primary.",
                    Set.of(),
                    (commands, command) -> commands.reparentTablet(alias(command, 0))),
            new VtctlVerb(
                    "SetWritable",
                    "<alias> <true|false>",
                    "Makes a server take writes, or refuse them.",
                    Set.of(),
                    (commands, command) -> commands.setWritable(alias(command, 0), truth(command))),
            new VtctlVerb(
                    "StartReplication",
                    "<alias>",
                    "Starts a replica's replication.",
                    Set.of(),
                    (commands, command) -> commands.startReplication(alias(command, 0))),
            new VtctlVerb(
                    "StopReplication",
                    "<alias>",
                    "Stops a replica's replication.",
                    Set.of(),
                    (commands, command) -> commands.stopReplication(alias(command, 0))));

    /** Options that need no value. */
    static final Set<String> FLAGS = Set.of("allow-cross-cell-promotion", "prevent-cross-cell-promotion");

    /** What a command does; its answer is what it has done, line by line. */
    @FunctionalInterface
    interface Action {
        List<String> run(ShardCommands commands, VtctlCommand command);
    }

    /** Whether it names a shard, and not a tablet. */
    boolean isOfShard() {
        return usage.endsWith("<keyspace/shard>");
    }

    /** Whether it names this shard, or one of its tablets. */
    boolean concerns(VtctlCommand command, String shard, Set<String> aliases) {
        return command.arguments().stream()
                .limit(1)
                .anyMatch(name -> isOfShard() ? name.equals(shard) : aliases.contains(VtctlCommand.alias(name)));
    }

    /**
     * Makes sure that a command has the options and arguments that there are.
     *
     * @param shard the only one
     */
    void check(VtctlCommand command, String shard) {
        requireForm(command);
        boolean ofShard = isOfShard();
        if (ofShard && !command.arguments().get(0).equals(shard)) {
            throw VtctlCommand.wrong("there is no shard " + command.arguments().get(0) + "; there is " + shard);
        }
        if (ofShard) {
            options(command);
        }
        if (spelling.equals("SetWritable")) {
            truth(command);
        }
    }

    List<String> run(ShardCommands commands, VtctlCommand command) {
        return action.run(commands, command);
    }

    private static ReparentOptions options(VtctlCommand command) {
        boolean planned = command.name().equalsIgnoreCase("PlannedReparentShard");
        boolean otherCells =
                planned ? flag(command, "allow-cross-cell-promotion") : !flag(command, "prevent-cross-cell-promotion");
        Set<String> ignored = Arrays.stream(
                        command.option("ignore-replicas").orElse("").split(",", -1))
                .filter(alias -> !alias.isBlank())
                .map(alias -> VtctlCommand.alias(alias.strip()))
                .collect(Collectors.toSet());
        return new ReparentOptions(
                command.option("new-primary").map(VtctlCommand::alias),
                command.option("avoid-primary").map(VtctlCommand::alias),
                command.option("expected-primary").map(VtctlCommand::alias),
                otherCells,
                command.duration("wait-replicas-timeout").orElse(ReparentOptions.DEFAULTS.waitReplicas()),
                command.duration("tolerable-replication-lag").filter(lag -> !lag.isZero()),
                ignored);
    }

    private static String alias(VtctlCommand command, int number) {
        return VtctlCommand.alias(command.arguments().get(number));
    }

    private static boolean flag(VtctlCommand command, String option) {
        return command.option(option).filter(word -> truth("--" + option, word)).isPresent();
    }

    private static boolean truth(VtctlCommand command) {
        return truth("SetWritable", command.arguments().get(1));
    }

    private static boolean truth(String what, String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw VtctlCommand.wrong(what + " takes true or false, not \"" + word + "\"");
        };
    }
}
