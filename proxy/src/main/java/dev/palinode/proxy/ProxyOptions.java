package dev.palinode.proxy;

import dev.palinode.engine.model.DdlStrategy;
import java.time.Duration;
import java.util.Objects;

/**
 * How the proxy listens and what it allows.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes any free one
 * @param maxConnections clients at once; one more gets error 1040
 * @param threads event loops; each serves many sessions
 * @param workThreads threads for the proxy's own statements, which may block
 * @param workQueue such statements that may wait for a thread; one more gets an error
 * @param connectTimeout for a backend's socket
 * @param loginTimeout for a log-in, a client's or ours at a backend
 * @param shutdownGrace how long running commands may take after {@link ProxyServer#close}
 * @param localFiles whether LOAD DATA LOCAL is relayed
 * @param defaultStrategy {@code @@ddl_strategy} of a new session
 */
public record ProxyOptions(
        String host,
        int port,
        int maxConnections,
        int threads,
        int workThreads,
        int workQueue,
        Duration connectTimeout,
        Duration loginTimeout,
        Duration shutdownGrace,
        boolean localFiles,
        DdlStrategy defaultStrategy) {

    public ProxyOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(loginTimeout, "loginTimeout");
        Objects.requireNonNull(shutdownGrace, "shutdownGrace");
        Objects.requireNonNull(defaultStrategy, "defaultStrategy");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
        }
        if (maxConnections < 1 || threads < 1 || workThreads < 1 || workQueue < 0) {
            throw new IllegalArgumentException("limits of connections and threads must be positive");
        }
    }

    /** Listening there, with limits for an ordinary server. */
    public static ProxyOptions listeningOn(String host, int port) {
        return new ProxyOptions(
                host,
                port,
                1000,
                Runtime.getRuntime().availableProcessors(),
                8,
                64,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                false,
                DdlStrategy.DIRECT);
    }

    /** The same with LOAD DATA LOCAL allowed or not. */
    public ProxyOptions withLocalFiles(boolean allowed) {
        return new ProxyOptions(
                host,
                port,
                maxConnections,
                threads,
                workThreads,
                workQueue,
                connectTimeout,
                loginTimeout,
                shutdownGrace,
                allowed,
                defaultStrategy);
    }

    /** The same with another limit of clients. */
    public ProxyOptions withMaxConnections(int limit) {
        return new ProxyOptions(
                host,
                port,
                limit,
                threads,
                workThreads,
                workQueue,
                connectTimeout,
                loginTimeout,
                shutdownGrace,
                localFiles,
                defaultStrategy);
    }

    /** The same with another strategy for new sessions. */
    public ProxyOptions withDefaultStrategy(DdlStrategy strategy) {
        return new ProxyOptions(
                host,
                port,
                maxConnections,
                threads,
                workThreads,
                workQueue,
                connectTimeout,
                loginTimeout,
                shutdownGrace,
                localFiles,
                strategy);
    }

    /** The same with another time for running commands at the end. */
    public ProxyOptions withShutdownGrace(Duration grace) {
        return new ProxyOptions(
                host,
                port,
                maxConnections,
                threads,
                workThreads,
                workQueue,
                connectTimeout,
                loginTimeout,
                grace,
                localFiles,
                defaultStrategy);
    }
}
