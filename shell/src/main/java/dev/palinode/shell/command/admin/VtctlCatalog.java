package dev.palinode.shell.command.admin;

import java.util.List;
import java.util.Optional;

/** What the shell knows about the commands of {@code VTCTL}: enough to explain, to complete, and to ask first. */
public final class VtctlCatalog {
    /** All that are known; the server has the last word. */
    static final List<Entry> ENTRIES = List.of(
            harmless("GetKeyspaces", "", "The keyspaces."),
            harmless("GetKeyspace", "<keyspace>", "One keyspace."),
            harmless("GetShard", "<keyspace/shard>", "One shard, with its primary."),
            harmless("GetTablets", "[--keyspace k] [--shard s]", "The servers, with alias, type and address."),
            harmless("GetTablet", "<alias>", "One server."),
            harmless("Validate", "", "Compares what is recorded with what the servers say."),
            harmless("ValidateShard", "<keyspace/shard>", "The same for one shard."),
            harmless("RefreshState", "<alias>", "Looks at a server anew."),
            harmless("PingTablet", "<alias>", "Tells whether a server answers."),
            harmless("AddTablet", "<alias> <address>", "Adds a server to a shard."),
            risky(
                    "DeleteTablets",
                    "<alias> ...",
                    "Forgets servers; their data stays.",
                    "The proxy will no longer use these servers."),
            risky(
                    "DeleteShards",
                    "<keyspace/shard> ...",
                    "Forgets shards; their data stays.",
                    "The proxy will no longer serve these shards."),
            risky(
                    "DeleteKeyspace",
                    "<keyspace>",
                    "Forgets a keyspace; its data stays.",
                    "The proxy will no longer serve this keyspace."),
            risky(
                    "PlannedReparentShard",
                    "[--new-primary alias] <keyspace/shard>",
                    "Makes another server the primary, with both alive.",
                    "The shard gets another primary; writes wait meanwhile."),
            risky(
                    "EmergencyReparentShard",
                    "[--new-primary alias] <keyspace/shard>",
                    "Makes another server the primary when it is dead.",
                    "The shard gets another primary; what the old one has not sent to any replica is lost."),
            risky(
                    "TabletExternallyReparented",
                    "<alias>",
                    "Says that this server has become the primary.",
                    "Writes will go to this server."),
            risky(
                    "SetWritable",
                    "<alias> true|false",
                    "Lets a server take writes, or not.",
                    "Writes may fail, or go astray."),
            risky("StartReplication", "<alias>", "Starts a replica.", "The replica's state changes."),
            risky("StopReplication", "<alias>", "Stops a replica.", "The replica falls behind."),
            risky("ChangeTabletType", "<alias> <type>", "Makes a server another type.", "Reads may go elsewhere."));

    private VtctlCatalog() {}

    /**
     * One command.
     *
     * @param name as vtctldclient has it
     * @param operands what follows
     * @param summary a sentence
     * @param risk what may come of it; empty when nothing bad
     */
    record Entry(String name, String operands, String summary, Optional<String> risk) {}

    private static Entry harmless(String name, String operands, String summary) {
        return new Entry(name, operands, summary, Optional.empty());
    }

    private static Entry risky(String name, String operands, String summary, String risk) {
        return new Entry(name, operands, summary, Optional.of(risk));
    }

    static Optional<Entry> find(String name) {
        return ENTRIES.stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
    }

    /**
     * The names, for completion.
     *
     * @return as vtctldclient has them
     */
    public static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }
}
