package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

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

    /** Runs the child until it has ended itself at the place. */
    static void killedAt(EngineRoom room, String place) throws Exception {
        TestServer server = room.server;
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dpalinode.failpoint=" + place,
                        AlterProcess.class.getName(),
                        server.address().host(),
                        Integer.toString(server.address().port()),
                        server.user(),
                        server.password(),
                        room.keyspace)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS))
                    .as("the child reaches " + place)
                    .isTrue();
            assertThat(child.exitValue()).isEqualTo(137);
        } finally {
            child.destroyForcibly();
        }
    }
}
