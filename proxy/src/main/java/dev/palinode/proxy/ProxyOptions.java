package dev.palinode.proxy;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.proxy.intercept.answer.Lane;
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
 * @param work where the proxy's own statements are run, which may block; one too many gets an error
 * @param logins where passwords are checked that take computing; one too many gets error 1040
 * @param connectTimeout for a backend's socket
 * @param localFiles whether LOAD DATA LOCAL is relayed
 * @param defaultStrategy {@code @@ddl_strategy} of a new session
 */
public record ProxyOptions(
        String host,
        int port,
        Limits limits,
        int threads,
        Pool work,
        Pool logins,
        Duration connectTimeout,
        boolean localFiles,
        DdlStrategy defaultStrategy) {

    /** What a hash with salt costs is 5 to 10 ms: a full queue is worked off within the time for a log-in. */
    private static final Pool LOGINS = new Pool(2, 512);

    /** A session has one of our own commands at a time, so that this is more than an ordinary number of sessions can have. */
    private static final int WORK = 1024;

    /**
     * Threads for one kind of work.
     *
     * @param threads at most
     * @param queue what may wait for one
     */
    public record Pool(int threads, int queue) {
        public Pool {
            if (threads < 1 || queue < 1) {
                throw new IllegalArgumentException("numbers of threads and of what waits for them must be positive");
            }
        }
    }

    public ProxyOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(defaultStrategy, "defaultStrategy");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, not " + port);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("the number of threads must be positive");
        }
    }

    /** Listening there, with limits for an ordinary server. */
    public static ProxyOptions listeningOn(String host, int port) {
        return new ProxyOptions(
                host,
                port,
                Limits.defaults(),
                Runtime.getRuntime().availableProcessors(),
                new Pool(8, WORK),
                LOGINS,
                Duration.ofSeconds(5),
                false,
                DdlStrategy.DIRECT);
    }

    /** The threads for one kind of the proxy's own statements. */
    Pool work(Lane lane) {
        return switch (lane) {
            case ORDINARY -> work;
            case CLUSTER -> new Pool(4, WORK);
            case VTCTL -> new Pool(8, 64);
        };
    }

    /** The same with other threads for passwords. */
    public ProxyOptions withLogins(Pool pool) {
        return new ProxyOptions(host, port, limits, threads, work, pool, connectTimeout, localFiles, defaultStrategy);
    }

    /** The same with LOAD DATA LOCAL allowed or not. */
    public ProxyOptions withLocalFiles(boolean allowed) {
        return new ProxyOptions(host, port, limits, threads, work, logins, connectTimeout, allowed, defaultStrategy);
    }

    /** The same with other limits. */
    public ProxyOptions withLimits(Limits other) {
        return new ProxyOptions(host, port, other, threads, work, logins, connectTimeout, localFiles, defaultStrategy);
    }

    /** The same with another strategy for new sessions. */
    public ProxyOptions withDefaultStrategy(DdlStrategy strategy) {
        return new ProxyOptions(host, port, limits, threads, work, logins, connectTimeout, localFiles, strategy);
    }
}
