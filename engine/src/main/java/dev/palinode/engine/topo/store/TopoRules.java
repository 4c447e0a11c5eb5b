package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.ServerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold between the records. */
final class TopoRules {
    private TopoRules() {}

    static List<String> problems(TopoView view) {
        List<String> problems = new ArrayList<>(view.broken());
        view.shards().forEach((name, shard) -> shard(view, name, shard, problems));
        view.keyspaces().keySet().stream()
                .filter(keyspace -> view.shards().keySet().stream().noneMatch(name -> name.startsWith(keyspace + "/")))
                .forEach(keyspace -> problems.add("keyspace " + keyspace + " has no shard"));
        Map<ServerAddress, TabletAlias> servers = new HashMap<>();
        for (TabletRecord tablet : view.tablets().values()) {
            if (view.shard(tablet.keyspace(), tablet.shard()).isEmpty()) {
                problems.add("tablet " + tablet.alias() + " is of shard " + tablet.keyspace() + "/" + tablet.shard()
                        + ", which does not exist");
            }
            TabletAlias twin = servers.putIfAbsent(tablet.address(), tablet.alias());
            if (twin != null) {
                problems.add(
                        "tablets " + twin + " and " + tablet.alias() + " are the same server, " + tablet.address());
            }
        }
        return problems;
    }

    private static void shard(TopoView view, String name, ShardRecord shard, List<String> problems) {
        int slash = name.lastIndexOf('/');
        String keyspace = name.substring(0, slash);
        if (view.keyspace(keyspace).isEmpty()) {
            problems.add("shard " + name + " is of a keyspace that does not exist");
        }
        List<TabletRecord> tablets = view.tabletsOf(keyspace, name.substring(slash + 1));
        if (tablets.isEmpty()) {
            problems.add("shard " + name + " has no tablets");
        }
        shard.primary().ifPresent(alias -> {
            if (tablets.stream().noneMatch(tablet -> tablet.alias().equals(alias))) {
                problems.add("shard " + name + " has " + alias + " as its primary, which is none of its tablets");
            }
        });
        for (TabletRecord tablet : tablets) {
            boolean primary = tablet.type() == dev.palinode.engine.topo.TabletType.PRIMARY;
            if (primary && !shard.primary().equals(java.util.Optional.of(tablet.alias()))) {
                problems.add("tablet " + tablet.alias() + " has type PRIMARY, and is not the primary of shard " + name);
            }
        }
    }
}
