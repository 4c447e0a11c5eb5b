package dev.palinode.proxy.session.backend;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.wire.login.HandshakePacket;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What each server says of itself in its greeting: version, default collation, capabilities. A client is greeted before
 * its own backend connection exists, so the greeting is that of the last connection made; before there was any, one is
 * made for it. Safe for many threads.
 */
public final class ServerProfiles {
    private static final int MAX_PACKET = 1 << 24;

    /** A cluster that does not answer holds up each client's greeting for so long. */
    private static final long SOON_MILLIS = 300;

    private static final int UTF8MB4_GENERAL_CI = 45;

    private final BackendConnector connector;
    /** Servers come and go; this many are remembered. */
    private static final int MAX_SERVERS = 1000;

    private final Map<ServerAddress, Future<HandshakePacket>> known = Caffeine.newBuilder()
            .maximumSize(MAX_SERVERS)
            .<ServerAddress, Future<HandshakePacket>>build()
            .asMap();

    public ServerProfiles(BackendConnector connector) {
        this.connector = connector;
    }

    /** The greeting of a server; a failure is a {@link BackendException}, and the next caller tries again. */
    public Future<HandshakePacket> of(Tablet tablet, EventLoop loop) {
        Future<HandshakePacket> present = known.get(tablet.address());
        if (present != null) {
            return present;
        }
        Promise<HandshakePacket> mine = loop.newPromise();
        Future<HandshakePacket> other = known.putIfAbsent(tablet.address(), mine);
        if (other != null) {
            return other;
        }
        ask(tablet, loop, mine);
        return mine;
    }

    /**
     * The greeting of the first of several clusters, with the capabilities that the servers of all have, so that sessions can
     * go from one to the other. Those who do not say it soon are not asked.
     *
     * @param clusters at least one
     */
    public Future<HandshakePacket> of(List<Topology> clusters, EventLoop loop) {
        Promise<HandshakePacket> promise = loop.newPromise();
        of(clusters.get(0), loop).addListener((Future<HandshakePacket> asked) -> {
            if (asked.isSuccess()) {
                common(asked.getNow(), clusters.subList(1, clusters.size()).iterator(), loop, promise);
            } else {
                promise.setFailure(asked.cause());
            }
        });
        return promise;
    }

    private void common(
            HandshakePacket soFar, Iterator<Topology> rest, EventLoop loop, Promise<HandshakePacket> promise) {
        if (!rest.hasNext()) {
            promise.setSuccess(soFar);
            return;
        }
        Promise<HandshakePacket> soon = loop.newPromise();
        of(rest.next(), loop)
                .addListener((Future<HandshakePacket> asked) -> soon.trySuccess(
                        asked.isSuccess() ? soFar.sharing(asked.getNow().capabilities()) : soFar));
        Future<?> limit = loop.schedule(() -> soon.trySuccess(soFar), SOON_MILLIS, TimeUnit.MILLISECONDS);
        soon.addListener((Future<HandshakePacket> known) -> {
            limit.cancel(false);
            common(known.getNow(), rest, loop, promise);
        });
    }

    /** The greeting of the primary, or of another tablet if the primary cannot be asked; a failure is the primary's. */
    public Future<HandshakePacket> of(Topology topology, EventLoop loop) {
        Tablet primary = topology.primary();
        Promise<HandshakePacket> promise = loop.newPromise();
        of(primary, loop).addListener((Future<HandshakePacket> asked) -> {
            if (asked.isSuccess()) {
                promise.setSuccess(asked.getNow());
            } else {
                Iterator<Tablet> others = topology.tablets().stream()
                        .filter(tablet -> !tablet.alias().equals(primary.alias()))
                        .iterator();
                askNext(others, loop, asked.cause(), promise);
            }
        });
        return promise;
    }

    private void askNext(Iterator<Tablet> rest, EventLoop loop, Throwable cause, Promise<HandshakePacket> promise) {
        if (!rest.hasNext()) {
            promise.setFailure(cause);
            return;
        }
        of(rest.next(), loop).addListener((Future<HandshakePacket> asked) -> {
            if (asked.isSuccess()) {
                promise.setSuccess(asked.getNow());
            } else {
                askNext(rest, loop, cause, promise);
            }
        });
    }

    private void ask(Tablet tablet, EventLoop loop, Promise<HandshakePacket> promise) {
        connector.open(loop, tablet, plainLogin(tablet)).addListener((Future<BackendLink> opened) -> {
            if (opened.isSuccess()) {
                BackendLink link = opened.getNow();
                promise.setSuccess(link.greeting());
                link.quit();
            } else {
                known.remove(tablet.address(), promise);
                promise.setFailure(opened.cause());
            }
        });
    }

    /** A log-in as the tablet's own account, without a database. */
    public static BackendLogin.Request plainLogin(Tablet tablet) {
        return new BackendLogin.Request(
                tablet.login(), 0, MAX_PACKET, UTF8MB4_GENERAL_CI, "", Map.of("program_name", "palinode"));
    }

    /** A connection was made and this was the greeting. */
    public void learn(ServerAddress address, HandshakePacket greeting, EventLoop loop) {
        Future<HandshakePacket> present = known.get(address);
        if (present == null || !present.isSuccess() || !isSameServer(present.getNow(), greeting)) {
            known.put(address, loop.newSucceededFuture(greeting));
        }
    }

    private static boolean isSameServer(HandshakePacket one, HandshakePacket other) {
        return one.serverVersion().equals(other.serverVersion())
                && one.capabilities() == other.capabilities()
                && one.collation() == other.collation();
    }

    /** A connection failed; the next client is greeted only after a new one was made. */
    public void forget(ServerAddress address) {
        Future<HandshakePacket> present = known.get(address);
        if (present != null && present.isDone()) {
            known.remove(address, present);
        }
    }
}
