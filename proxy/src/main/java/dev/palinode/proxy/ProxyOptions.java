package dev.palinode.proxy;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.proxy.session.limit.Limits;
import java.time.Duration;
import java.util.Objects;

/**
 * How the proxy listens and what it allows.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes any free one
 * @param limits what clients may do, and for how long
 * @param threads event loops; each serves many sessions
 * @param workThreads threads for the proxy's own statements, which may block
 * @param workQueue such statements that may wait for a thread; one more gets an error
 * @param connectTimeout for a backend's socket
 * @param localFiles whether LOAD DATA LOCAL is relayed
 * @param defaultStrategy {@code @@ddl_strategy} of a new session
 */
public record ProxyOptions(
        String host,
        int port,
        Limits limits,
        int threads,
        int workThreads,
        int workQueue,
        Duration connectTimeout,
        boolean localFiles,
        DdlStrategy defaultStrategy) {

    public ProxyOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(defaultStrategy, "defaultStrategy");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
        }
        if (threads < 1 || workThreads < 1 || workQueue < 0) {
            throw new IllegalArgumentException("numbers of threads must be positive");
        }
    }

    /** Listening there, with limits for an ordinary server. */
    public static ProxyOptions listeningOn(String host, int port) {
        return new ProxyOptions(
                host,
                port,
                Limits.defaults(),
                Runtime.getRuntime().availableProcessors(),
                8,
                64,
                Duration.ofSeconds(5),
                false,
                DdlStrategy.DIRECT);
    }

    /** The same with LOAD DATA LOCAL allowed or not. */
    public ProxyOptions withLocalFiles(boolean allowed) {
        return new ProxyOptions(
                host, port, limits, threads, workThreads, workQueue, connectTimeout, allowed, defaultStrategy);
    }

    /** The same with other limits. */
    public ProxyOptions withLimits(Limits other) {
        return new ProxyOptions(
                host, port, other, threads, workThreads, workQueue, connectTimeout, localFiles, defaultStrategy);
    }

    /** The same with another strategy for new sessions. */
    public ProxyOptions withDefaultStrategy(DdlStrategy strategy) {
        return new ProxyOptions(
                host, port, limits, threads, workThreads, workQueue, connectTimeout, localFiles, strategy);
    }
}
