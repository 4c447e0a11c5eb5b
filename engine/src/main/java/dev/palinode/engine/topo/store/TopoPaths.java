package dev.palinode.engine.topo.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where things are in a store: the layout of Vitess, with the cells' own parts below {@code cells}. */
public final class TopoPaths {
    /** All that the records are in. */
    public static final List<String> RECORDS = List.of("cells", "keyspaces");

    /** Where the history is. */
    public static final String HISTORY = "history";

    static final String KEYSPACE = "Keyspace";
    static final String SHARD = "Shard";
    static final String TABLET = "Tablet";

    private TopoPaths() {}

    /** The directory of a keyspace; what a change of the keyspace locks. */
    public static String keyspaceDirectory(String keyspace) {
        return "keyspaces/" + name(keyspace);
    }

    /** The record of a keyspace. */
    public static String keyspace(String keyspace) {
        return keyspaceDirectory(keyspace) + "/" + KEYSPACE;
    }

    /** The directory of a shard; what a change of the shard locks. */
    public static String shardDirectory(String keyspace, String shard) {
        return keyspaceDirectory(keyspace) + "/shards/" + name(shard);
    }

    /** The record of a shard. */
    public static String shard(String keyspace, String shard) {
        return shardDirectory(keyspace, shard) + "/" + SHARD;
    }

    /** The record of a tablet. */
    public static String tablet(TabletAlias alias) {
        return "cells/" + name(alias.cell()) + "/tablets/" + name(alias.padded()) + "/" + TABLET;
    }

    /** A name as one part of a path: letters, digits, dash and underscore stay, all else is percent-encoded. */
    static String name(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    /** The parts of a path, decoded. */
    static List<String> parts(String path) {
        return List.of(path.split("/", -1)).stream()
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
    }
}
