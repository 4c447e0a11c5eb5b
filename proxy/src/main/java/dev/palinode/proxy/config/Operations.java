package dev.palinode.proxy.config;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.reparent.AutoFailover;
import dev.palinode.engine.throttle.ThrottleConfig;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.gate.shard.BufferOptions;
import dev.palinode.proxy.session.limit.Limits;
import java.util.Objects;
import java.util.Optional;

/**
 * What those who run the proxy may want otherwise.
 *
 * @param http where metrics and health are told; empty tells them nowhere
 * @param limits what clients may do, and for how long
 * @param localInfile whether LOAD DATA LOCAL is relayed
 * @param throttle what background work is throttled by
 * @param maxRunning migrations that may run at once
 * @param maxCopies migrations that may copy their tables at once
 * @param gc how tables that migrations leave come to their end
 * @param buffer how clients' statements wait while a shard has no primary
 * @param autoFailover when a replica is promoted in place of a dead primary; empty: never
 * @param tools where the programs of external strategies are
 */
public record Operations(
        Optional<ServerAddress> http,
        Limits limits,
        boolean localInfile,
        ThrottleConfig throttle,
        int maxRunning,
        int maxCopies,
        GcConfig gc,
        BufferOptions buffer,
        Optional<AutoFailover.Terms> autoFailover,
        ToolPaths tools) {
    /** Where metrics and health are told when nothing else is said. */
    public static final ServerAddress DEFAULT_HTTP = new ServerAddress("127.0.0.1", 15000);

    public Operations {
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(throttle, "throttle");
        Objects.requireNonNull(gc, "gc");
        Objects.requireNonNull(buffer, "buffer");
        Objects.requireNonNull(autoFailover, "autoFailover");
        Objects.requireNonNull(tools, "tools");
    }

    /** With the engine's usual bounds. */
    public Operations(Optional<ServerAddress> http, Limits limits, boolean localInfile, ThrottleConfig throttle) {
        this(
                http,
                limits,
                localInfile,
                throttle,
                EngineConfig.defaults().maxRunning(),
                EngineConfig.defaults().maxCopies(),
                EngineConfig.defaults().gc(),
                BufferOptions.defaults(),
                Optional.empty(),
                ToolPaths.DEFAULTS);
    }

    /** With the usual throttler. */
    public Operations(Optional<ServerAddress> http, Limits limits, boolean localInfile) {
        this(http, limits, localInfile, ThrottleConfig.defaults());
    }

    /** Without LOAD DATA LOCAL. */
    public Operations(Optional<ServerAddress> http, Limits limits) {
        this(http, limits, false);
    }

    /** Without HTTP, for a proxy inside of another program. */
    public static Operations embedded() {
        return new Operations(Optional.empty(), Limits.defaults());
    }
}
