package dev.palinode.shell.command.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the shell knows about the commands of {@code VTCTL}: enough to explain, to complete, and to ask first. */
public final class VtctlCatalog {
    /** All that are known; the server has the last word. */
    static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "PlannedReparentShard",
                    "[--new-primary <alias>] [--avoid-primary <alias>] [--expected-primary <alias>]"
                            + " [--allow-cross-cell-promotion] [--wait-replicas-timeout 15s]"
                            + " [--tolerable-replication-lag <duration>] <keyspace/shard>",
                    "Makes a replica the primary while the primary is there.",
                    "The shard gets another primary; clients wait meanwhile."),
            new Entry(
                    "EmergencyReparentShard",
                    "[--new-primary <alias>] [--expected-primary <alias>] [--prevent-cross-cell-promotion]"
                            + " [--ignore-replicas <alias,...>] [--wait-replicas-timeout 15s] <keyspace/shard>",
                    "Makes the most advanced replica the primary when the primary is dead.",
                    "The shard gets another primary; what the old one has not sent to any replica is lost."),
            new Entry(
                    "TabletExternallyReparented",
                    "<alias>",
                    "Takes note of a primary that somebody else has promoted.",
                    "Writes will go to this server."),
            new Entry(
                    "ReparentTablet",
                    "<alias>",
                    "Makes a server replicate from the shard's primary.",
                    "What this server has and the primary has not is in the way, or lost."),
            new Entry(
                    "SetWritable",
                    "<alias> <true|false>",
                    "Makes a server take writes, or refuse them.",
                    "Writes may fail, or go astray."),
            new Entry("StartReplication", "<alias>", "Starts a replica's replication.", "The replica's data changes."),
            new Entry("StopReplication", "<alias>", "Stops a replica's replication.", "The replica falls behind."),
            new Entry(
                    "UpdateThrottlerConfig",
                    "(--throttle-app <name> [--throttle-app-ratio 1] [--throttle-app-duration 1h]"
                            + " | --unthrottle-app <name>) <keyspace>",
                    "Throttles an app, such as vcopier, vplayer, tablegc or online-ddl, or no more.",
                    "Migrations wait, or go on."),
            new Entry("GetKeyspaces", "", "Lists the keyspaces of the topology.", ""),
            new Entry(
                    "GetTablets",
                    "[--keyspace <keyspace>] [--tablet-alias <alias>]",
                    "Lists the tablets of the topology.",
                    ""),
            new Entry("Validate", "", "Says which records of the topology do not fit together.", ""),
            new Entry(
                    "CreateKeyspace",
                    "<keyspace>",
                    "Makes a keyspace with one shard in the topology.",
                    "Proxies may be started for it."),
            new Entry(
                    "AddTablet",
                    "[--alias <alias>] [--type REPLICA] <keyspace/shard> <host:port>",
                    "Adds a server to a shard of the topology.",
                    "Reads go to this server, which may become the primary."),
            new Entry(
                    "DeleteTablets",
                    "[--allow-primary] <alias>",
                    "Takes a server out of the topology.",
                    "Proxies use it no more."));

    /** Commands that only look. */
    private static final Pattern LOOKS = Pattern.compile("(?i)(?:get|find|list|show|validate|ping|help).*");

    private VtctlCatalog() {}

    /**
     * One command.
     *
     * @param name as vtctldclient has it
     * @param operands what follows
     * @param summary a sentence
     * @param risk what may come of it; empty if it only looks
     */
    record Entry(String name, String operands, String summary, String risk) {
        /** As whoever types it writes it. */
        String usage() {
            return ("vtctl " + name + " " + operands).strip();
        }
    }

    static Optional<Entry> find(String name) {
        return ENTRIES.stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
    }

    /** What may come of a command; empty when it only looks. One that the shell does not know is not trusted. */
    static Optional<String> risk(String name) {
        if (LOOKS.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(find(name)
                .map(Entry::risk)
                .orElse("The shell does not know what " + name + " may interrupt or destroy."));
    }

    /**
     * How they are written, for completion.
     *
     * @return what may follow each, by the names that vtctldclient has
     */
    public static Map<String, String> operands() {
        return ENTRIES.stream().collect(Collectors.toMap(Entry::name, Entry::operands));
    }
}
