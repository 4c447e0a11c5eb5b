package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.sql.cluster.VtctlCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The commands of VTCTL, with the names, options and arguments that they have in vtctldclient. */
enum VtctlVerb {
    PLANNED_REPARENT_SHARD(
            "PlannedReparentShard",
            "[--new-primary <alias>] [--avoid-primary <alias>] [--wait-replicas-timeout 15s]"
                    + " [--tolerable-replication-lag <duration>] <keyspace/shard>",
            "Makes a replica the primary while the primary is there; clients wait meanwhile.",
            Set.of("new-primary", "avoid-primary", "wait-replicas-timeout", "tolerable-replication-lag"),
            (commands, command) -> commands.plannedReparent(options(command))),
    EMERGENCY_REPARENT_SHARD(
            "EmergencyReparentShard",
            "[--new-primary <alias>] [--ignore-replicas <alias,...>] [--wait-replicas-timeout 15s] <keyspace/shard>",
            "Makes the most advanced replica the primary when the primary is dead.",
            Set.of("new-primary", "ignore-replicas", "wait-replicas-timeout"),
            (commands, command) -> commands.emergencyReparent(options(command))),
    TABLET_EXTERNALLY_REPARENTED(
            "TabletExternallyReparented",
            "<alias>",
            "Takes note of a primary that somebody else has promoted.",
            Set.of(),
            (commands, command) -> commands.externallyReparented(alias(command, 0))),
    REPARENT_TABLET(
            "ReparentTablet",
            "<alias>",
            "Makes a server replicate from the shard's primary.",
            Set.of(),
            (commands, command) -> commands.reparentTablet(alias(command, 0))),
    SET_WRITABLE(
            "SetWritable",
            "<alias> <true|false>",
            "Makes a server take writes, or refuse them.",
            Set.of(),
            (commands, command) -> commands.setWritable(alias(command, 0), truth(command))),
    START_REPLICATION(
            "StartReplication",
            "<alias>",
            "Starts a replica's replication.",
            Set.of(),
            (commands, command) -> commands.startReplication(alias(command, 0))),
    STOP_REPLICATION(
            "StopReplication",
            "<alias>",
            "Stops a replica's replication.",
            Set.of(),
            (commands, command) -> commands.stopReplication(alias(command, 0)));

    private final String spelling;
    private final String usage;
    private final String summary;
    private final Set<String> options;
    private final Action action;

    /** What a command does; its answer is what it has done, line by line. */
    @FunctionalInterface
    private interface Action {
        List<String> run(ShardCommands commands, VtctlCommand command);
    }

    VtctlVerb(String spelling, String usage, String summary, Set<String> options, Action action) {
        this.spelling = spelling;
        this.usage = usage;
        this.summary = summary;
        this.options = options;
        this.action = action;
    }

    static Optional<VtctlVerb> named(String name) {
        return Arrays.stream(values())
                .filter(verb -> verb.spelling.equalsIgnoreCase(name))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(verb -> verb.spelling).collect(Collectors.joining(", "));
    }

    /** How it is written. */
    String form() {
        return "VTCTL " + spelling + " " + usage;
    }

    /** What it does, in a sentence. */
    String summary() {
        return summary;
    }

    /**
     * Makes sure that a command has the options and arguments that there are.
     *
     * @param shard the only one
     */
    void check(VtctlCommand command, String shard) {
        for (String option : command.options().keySet()) {
            if (!options.contains(option)) {
                throw VtctlCommand.wrong(spelling + " has no option --" + option + "; it is written: " + form());
            }
        }
        long wanted = Arrays.stream(usage.split(" ", -1))
                .filter(word -> word.startsWith("<") && !word.endsWith("]"))
                .count();
        if (command.arguments().size() != wanted) {
            throw VtctlCommand.wrong(spelling + " is written: " + form());
        }
        boolean ofShard = usage.endsWith("<keyspace/shard>");
        if (ofShard && !command.arguments().get(0).equals(shard)) {
            throw VtctlCommand.wrong(
                    "there is no shard " + command.arguments().get(0) + "; there is " + shard);
        }
        if (ofShard) {
            options(command);
        }
        if (this == SET_WRITABLE) {
            truth(command);
        }
    }

    List<String> run(ShardCommands commands, VtctlCommand command) {
        return action.run(commands, command);
    }

    private static ReparentOptions options(VtctlCommand command) {
        Set<String> ignored = Arrays.stream(
                        command.option("ignore-replicas").orElse("").split(",", -1))
                .filter(alias -> !alias.isBlank())
                .map(alias -> VtctlCommand.alias(alias.strip()))
                .collect(Collectors.toSet());
        return new ReparentOptions(
                command.option("new-primary").map(VtctlCommand::alias),
                command.option("avoid-primary").map(VtctlCommand::alias),
                command.duration("wait-replicas-timeout").orElse(ReparentOptions.DEFAULTS.waitReplicas()),
                command.duration("tolerable-replication-lag")
                        .filter(lag -> !lag.isZero()),
                ignored);
    }

    private static String alias(VtctlCommand command, int number) {
        return VtctlCommand.alias(command.arguments().get(number));
    }

    private static boolean truth(VtctlCommand command) {
        String word = command.arguments().get(1).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw VtctlCommand.wrong("SetWritable takes true or false, not \"" + word + "\"");
        };
    }
}
