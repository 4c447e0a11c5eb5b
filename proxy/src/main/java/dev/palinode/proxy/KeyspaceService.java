package dev.palinode.proxy;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.KeyspaceEngines;
import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.http.ThrottlerEndpoint;
import dev.palinode.proxy.session.place.Cluster;
import dev.palinode.proxy.session.place.Keyspaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A keyspace of this process, whether its servers can be used already or not: while they cannot it is tried again and again.
 * Safe for many threads.
 */
final class KeyspaceService implements Keyspaces.Entry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceService.class);
    private static final long RETRY_SECONDS = 2;

    private final ProxyConfig config;
    private final EngineConfig engineConfig;
    private final String name;
    private volatile Optional<ShardService> shard = Optional.empty();
    private volatile Optional<Cluster> cluster = Optional.empty();
    private volatile String trouble = "nobody has looked at its servers yet";
    private Optional<Thread> opener = Optional.empty();
    private boolean closed;

    private KeyspaceService(ProxyConfig config, EngineConfig engineConfig, String name) {
        this.config = config;
        this.engineConfig = engineConfig;
        this.name = name;
    }

    /**
     * Opens all keyspaces; of several it is enough that one can be opened.
     *
     * @throws SetupFault if no keyspace's servers can be used
     * @throws EngineFault if the engine cannot be opened
     */
    static List<KeyspaceService> open(ProxyConfig config, EngineConfig engineConfig) {
        List<KeyspaceService> all = new ArrayList<>();
        Optional<RuntimeException> first = Optional.empty();
        for (String keyspace : config.keyspaces()) {
            KeyspaceService service = new KeyspaceService(config, engineConfig, keyspace);
            all.add(service);
            try {
                service.tryOpen();
            } catch (SetupFault | EngineFault e) {
                LOG.warn("keyspace {} is not served yet: {}", keyspace, e.getMessage());
                service.trouble = String.valueOf(e.getMessage());
                first = first.or(() -> Optional.of(e));
            }
        }
        if (first.isPresent() && all.stream().noneMatch(one -> one.shard.isPresent())) {
            throw first.get();
        }
        return List.copyOf(all);
    }

    private void tryOpen() {
        ShardService opened = ShardService.open(config, name, engineConfig);
        synchronized (this) {
            if (!closed) {
                cluster = Optional.of(opened.cluster());
                shard = Optional.of(opened);
                return;
            }
        }
        opened.close();
    }

    /**
     * Takes up what the source of the tablets says, now or when there is a primary.
     *
     * @param late is called with a shard that is there only later
     */
    synchronized void follow(Consumer<ShardService> late) {
        if (shard.isPresent()) {
            shard.get().follow();
            return;
        }
        Thread thread = new Thread(() -> openLater(late), "palinode-open-" + name);
        thread.setDaemon(true);
        opener = Optional.of(thread);
        thread.start();
    }

    private void openLater(Consumer<ShardService> late) {
        try {
            while (shard.isEmpty()) {
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
                try {
                    ShardService opened = ShardService.open(config, name, engineConfig);
                    take(opened, late);
                    return;
                } catch (RuntimeException e) {
                    trouble = String.valueOf(e.getMessage());
                    LOG.debug("keyspace {} is not served yet", name, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void take(ShardService opened, Consumer<ShardService> late) {
        if (closed) {
            opened.close();
            return;
        }
        try {
            late.accept(opened);
            opened.follow();
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        cluster = Optional.of(opened.cluster());
        shard = Optional.of(opened);
        LOG.info("keyspace {} is served from now on", name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Cluster> cluster() {
        return cluster;
    }

    @Override
    public String trouble() {
        return trouble.lines().findFirst().orElse("");
    }

    /** Its servers, once they can be used. */
    Optional<ShardService> shard() {
        return shard;
    }

    /** Its engine, whose calls end in a fault while there is none. */
    KeyspaceEngines.Named engine() {
        return new KeyspaceEngines.Named(
                name,
                () -> shard.orElseThrow(() -> new EngineFault(
                                EngineFault.Kind.UNAVAILABLE, "keyspace " + name + " is not served yet: " + trouble()))
                        .engine());
    }

    /** Its throttler, once there is one. */
    ThrottlerEndpoint.Store throttler() {
        return new ThrottlerEndpoint.Store(
                name, () -> shard.map(there -> there.engine().throttler()), this::trouble);
    }

    @Override
    public void close() {
        Optional<ShardService> open;
        synchronized (this) {
            closed = true;
            open = shard;
            opener.ifPresent(Thread::interrupt);
        }
        open.ifPresent(ShardService::close);
    }
}
