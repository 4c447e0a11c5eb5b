package dev.palinode.engine.crash;

import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.reparent.ShardAccess;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.Steps;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy has of one shard, without the clients: what it knows of the servers, the engine that follows the primary, and
 * the commands that change it if the walk needs any.
 */
record Proxy(LiveTopology topology, FollowingEngine engine, Optional<ShardCommands> commands) implements AutoCloseable {
    private static final Duration HEALTH_INTERVAL = Duration.ofMillis(200);
    private static final String CELL = "zone1-";
    private static final int FIRST = 100;

    /** The name of a server by its number. */
    static String alias(int number) {
        return CELL + (FIRST + number);
    }

    /** The number of a server by its name. */
    static int number(String alias) {
        return Integer.parseInt(alias.substring(CELL.length())) - FIRST;
    }

    /** Those servers, the primary first. */
    static List<Tablet> tablets(List<ServerAddress> servers, Login login) {
        List<Tablet> tablets = new ArrayList<>();
        for (ServerAddress server : servers) {
            TabletType type = tablets.isEmpty() ? TabletType.PRIMARY : TabletType.REPLICA;
            tablets.add(new Tablet(alias(tablets.size()), server, type, login));
        }
        return tablets;
    }

    static LiveTopology watch(String keyspace, List<Tablet> tablets) {
        return LiveTopology.start(keyspace, Shards.SHARD, tablets, HEALTH_INTERVAL, InstantSource.system());
    }

    static Proxy open(String keyspace, List<Tablet> tablets, Walk walk, FailPoints points, Steps steps) {
        LiveTopology topology = watch(keyspace, tablets);
        FollowingEngine engine = FollowingEngine.open(topology, pinned -> engine(pinned, walk, points));
        Optional<ShardCommands> commands = tablets.size() > 1 && walk.replicas() > 1
                ? Optional.of(new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, steps)))
                : Optional.empty();
        return new Proxy(topology, engine, commands);
    }

    /** The engine of one primary, as the walk wants it. */
    static PalinodeEngine engine(Topology topology, Walk walk, FailPoints points) {
        return PalinodeEngine.open(
                walk.config(),
                topology,
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, points),
                InstantSource.system(),
                points);
    }

    @Override
    public void close() {
        commands.ifPresent(ShardCommands::close);
        engine.close();
        topology.close();
    }
}
