package dev.palinode.proxy.session.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.proxy.metrics.ProxyMetrics;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever for the address of a server. */
final class LookupTest {
    private static final Tablet NAMED = new Tablet(
            "zone1-100", new ServerAddress("localhost", 1), TabletType.PRIMARY, new Login("nobody", "nothing"));

    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport.io());

    @AfterEach
    void stop() {
        loops.shutdownGracefully().syncUninterruptibly();
    }

    private Future<BackendLink> open(Executor resolver) {
        BackendConnector connector = new BackendConnector(
                transport,
                resolver,
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                new BackendTls(),
                new ProxyMetrics());
        return connector.open(loops.next(), NAMED, ServerProfiles.plainLogin(NAMED));
    }

    @Test
    void aLookUpThatDoesNotEndIsGivenUp() throws Exception {
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        Future<BackendLink> opened = open(waiting::add);
        assertThat(opened.await(60_000)).isTrue();
        assertThat(opened.cause()).isInstanceOf(BackendException.class).hasMessageContaining("looked up");
        assertThat(BackendException.isUnreachable(opened.cause())).isTrue();
        waiting.take().run();
        assertThat(opened.cause()).hasMessageContaining("looked up");
    }

    @Test
    void oneTooManyIsUnreachable() throws Exception {
        Future<BackendLink> opened = open(task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(opened.await(60_000)).isTrue();
        assertThat(BackendException.isUnreachable(opened.cause())).isTrue();
    }
}
