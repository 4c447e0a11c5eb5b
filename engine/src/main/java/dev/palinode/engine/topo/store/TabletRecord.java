package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A server of a shard.
 *
 * @param alias its name
 * @param address where MySQL or MariaDB listens
 * @param type {@code RDONLY} if it may never become the primary; else what it was when it was last looked at
 * @param keyspace the keyspace that it serves
 * @param shard the shard of it
 * @param tags what users say of it
 */
public record TabletRecord(
        TabletAlias alias,
        ServerAddress address,
        TabletType type,
        String keyspace,
        String shard,
        NavigableMap<String, String> tags) {
    public TabletRecord {
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(shard, "shard");
        tags = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(tags));
    }

    /** Without tags. */
    public TabletRecord(TabletAlias alias, ServerAddress address, TabletType type, String keyspace, String shard) {
        this(alias, address, type, keyspace, shard, new TreeMap<>(Map.of()));
    }

    /** The same in another role. */
    public TabletRecord withType(TabletType other) {
        return new TabletRecord(alias, address, other, keyspace, shard, tags);
    }

    /** The same at another address. */
    public TabletRecord withAddress(ServerAddress other) {
        return new TabletRecord(alias, other, type, keyspace, shard, tags);
    }

    /** As it is stored. */
    public String toJson() {
        return new TopoJson()
                .with("alias", new TopoJson().with("cell", alias.cell()).with("uid", alias.uid()))
                .with("mysql_hostname", address.host())
                .with("mysql_port", address.port())
                .with("keyspace", keyspace)
                .with("shard", shard)
                .with("type", type.name())
                .with("tags", tags)
                .toString();
    }

    /**
     * Reads a stored record.
     *
     * @throws TopoFault if it is none
     */
    public static TabletRecord parse(String json) {
        TopoJson read = TopoJson.parse(json);
        TopoJson alias = read.inner("alias").orElseThrow(() -> TopoFault.invalid("alias is missing"));
        long port = read.number("mysql_port");
        if (port < 1 || port > 65535) {
            throw TopoFault.invalid("mysql_port is from 1 to 65535, not " + port);
        }
        return new TabletRecord(
                new TabletAlias(alias.need("cell"), alias.number("uid")),
                new ServerAddress(read.need("mysql_hostname"), (int) port),
                type(read.need("type")),
                read.need("keyspace"),
                read.need("shard"),
                read.inner("tags").map(TopoJson::texts).orElseGet(TreeMap::new));
    }

    private static TabletType type(String text) {
        return Arrays.stream(TabletType.values())
                .filter(type -> type.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> TopoFault.invalid(
                        "a tablet's type is one of " + Arrays.toString(TabletType.values()) + ", not " + text));
    }
}
