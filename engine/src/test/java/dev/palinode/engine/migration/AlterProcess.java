package dev.palinode.engine.migration;

import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.time.InstantSource;

/** The whole engine in a process of its own, which ends itself as by kill -9 at the place that its property names. */
public final class AlterProcess {
    private AlterProcess() {}

    /** Runs until it is killed. Arguments: host, port, user, password, keyspace. */
    public static void main(String[] args) throws InterruptedException {
        TestServer server = new TestServer(
                "child",
                TestServer.Flavour.MARIADB,
                new ServerAddress(args[0], Integer.parseInt(args[1])),
                new Login(args[2], args[3]));
        PalinodeEngine.open(
                EngineRoom.quick(),
                Shards.topology(server, args[4]),
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, FailPoints.ofProcess()),
                InstantSource.system());
        Thread.currentThread().join();
    }
}
