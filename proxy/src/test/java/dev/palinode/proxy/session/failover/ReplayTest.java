package dev.palinode.proxy.session.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.BackendTls;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.backend.Transport;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that falls silent while a session is made there what it was does not keep it waiting. */
final class ReplayTest {
    @OnEachServer
    void aSilentServerIsGivenUp(TestServer server) throws Exception {
        Transport transport = Transport.best();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport.io());
        try {
            Tablet tablet = new Tablet("zone1-100", server.address(), TabletType.PRIMARY, server.login());
            BackendTls tls = new BackendTls();
            tls.prepare(tablet);
            EventLoop loop = loops.next();
            BackendLink link = new BackendConnector(
                            transport,
                            Runnable::run,
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(60),
                            tls,
                            new ProxyMetrics())
                    .open(loop, tablet, ServerProfiles.plainLogin(tablet))
                    .get();
            CompletableFuture<Optional<ErrPacket>> done = new CompletableFuture<>();
            loop.execute(() -> Replay.run(
                    loop, link, List.of(query(link, "SET @a = 1"), query(link, "DO SLEEP(300)")), done::complete));
            assertThat(done.get(200, TimeUnit.SECONDS)).isPresent();
            assertThat(link.isUp()).isFalse();
        } finally {
            loops.shutdownGracefully().syncUninterruptibly();
        }
    }

    private static Replay.Step query(BackendLink link, String sql) {
        return Replay.Step.query(sql.getBytes(StandardCharsets.US_ASCII), link.capabilities());
    }
}
