package dev.palinode.engine.migration;

import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.time.InstantSource;

/** An engine in a process of its own, to be stopped or killed. */
public final class EngineProcess {
    private EngineProcess() {}

    /** Runs until it is killed. Arguments: host, port, user, password, keyspace. */
    public static void main(String[] args) throws InterruptedException {
        TestServer server = new TestServer(
                "child",
                TestServer.Flavour.MARIADB,
                new ServerAddress(args[0], Integer.parseInt(args[1])),
                new Login(args[2], args[3]));
        PalinodeEngine.open(
                StoppedOwnerTest.CONFIG,
                Shards.topology(server, args[4]),
                TrafficGate.none(),
                WorkingRunner::new,
                InstantSource.system());
        Thread.currentThread().join();
    }
}
