package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.embedded.PrivateMySql;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server process of a cluster, of either flavour. */
interface ClusterNode {
    ServerAddress address();

    long pid();

    void kill() throws InterruptedException;

    /** Starts it again, after a kill or a stop, on the same data and port with these options more. */
    ClusterNode again(List<String> options) throws IOException, InterruptedException;

    void stop();

    /** Starts a server with an empty data directory. */
    static ClusterNode start(TestServer.Flavour flavour, Path directory, int serverId, List<String> options)
            throws IOException, InterruptedException {
        Path dataDir = directory.resolve("server" + serverId);
        List<String> all = new ArrayList<>(TestServers.SMALL);
        all.addAll(options);
        if (flavour == TestServer.Flavour.MYSQL) {
            Path program = PrivateMySql.program().orElseThrow();
            return new MySql(PrivateMySql.start(
                    new PrivateMySql.Config(program, dataDir, 0, serverId, TestServers.ADMIN, List.copyOf(all))));
        }
        // Replication goes on by itself after a restart, as on MySQL.
        all.add("--skip-slave-start=OFF");
        return new MariaDb(EmbeddedMariaDb.start(
                MariaDbDistribution.unpack(),
                new EmbeddedMariaDb.Config(dataDir, 0, serverId, TestServers.ADMIN, Optional.empty(), all)));
    }

    /** A MariaDB. */
    record MariaDb(EmbeddedMariaDb server) implements ClusterNode {
        @Override
        public ServerAddress address() {
            return server.address();
        }

        @Override
        public long pid() {
            return server.pid();
        }

        @Override
        public void kill() throws InterruptedException {
            server.kill();
        }

        @Override
        public ClusterNode again(List<String> options) throws IOException, InterruptedException {
            EmbeddedMariaDb.Config old = server.config();
            List<String> all = new ArrayList<>(old.options());
            all.addAll(options);
            return new MariaDb(EmbeddedMariaDb.start(
                    MariaDbDistribution.unpack(),
                    new EmbeddedMariaDb.Config(
                            old.dataDir(), old.port(), old.serverId(), old.admin(), old.source(), all)));
        }

        @Override
        public void stop() {
            server.close();
        }
    }

    /** A MySQL. */
    record MySql(PrivateMySql server) implements ClusterNode {
        @Override
        public ServerAddress address() {
            return server.address();
        }

        @Override
        public long pid() {
            return server.pid();
        }

        @Override
        public void kill() throws InterruptedException {
            server.kill();
        }

        @Override
        public ClusterNode again(List<String> options) throws IOException, InterruptedException {
            PrivateMySql.Config old = server.config();
            List<String> all = new ArrayList<>(old.options());
            all.addAll(options);
            return new MySql(PrivateMySql.start(new PrivateMySql.Config(
                    old.program(), old.dataDir(), old.port(), old.serverId(), old.admin(), all)));
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
