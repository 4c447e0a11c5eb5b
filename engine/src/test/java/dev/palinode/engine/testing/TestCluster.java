package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.MariaDbDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A MariaDB of a test's own and, if wanted, a replica of it: for tests that kill servers, change global settings or
 * look at replication. Not for concurrent use.
 */
public final class TestCluster implements AutoCloseable {
    private final Path directory;
    private EmbeddedMariaDb primary;
    private Optional<EmbeddedMariaDb> replica;

    private TestCluster(Path directory, EmbeddedMariaDb primary, Optional<EmbeddedMariaDb> replica) {
        this.directory = directory;
        this.primary = primary;
        this.replica = replica;
    }

    /** Starts one server. */
    public static TestCluster single() throws IOException {
        Path directory = Files.createTempDirectory("palinode-cluster-");
        return new TestCluster(directory, TestServers.startPrivate(directory, 101, Optional.empty()), Optional.empty());
    }

    /** Starts a primary and a replica that follows it by GTID. */
    public static TestCluster withReplica() throws IOException {
        TestCluster cluster = single();
        cluster.replica =
                Optional.of(TestServers.startPrivate(cluster.directory, 102, Optional.of(cluster.primary.address())));
        return cluster;
    }

    public TestServer primary() {
        return TestServers.describe(primary);
    }

    /** The replica, of a cluster that has one. */
    public TestServer replica() {
        return TestServers.describe(replica.orElseThrow());
    }

    /** Kills the primary as {@code kill -9} does. */
    public void killPrimary() throws InterruptedException {
        primary.kill();
    }

    /** Starts the primary again on the same data and port. */
    public void startPrimary() throws IOException, InterruptedException {
        primary = EmbeddedMariaDb.start(MariaDbDistribution.unpack(), primary.config());
    }

    @Override
    public void close() {
        replica.ifPresent(EmbeddedMariaDb::close);
        primary.close();
        TestServers.delete(directory);
    }
}
