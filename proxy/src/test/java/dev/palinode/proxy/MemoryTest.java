package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.wire.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What sessions cost. The figures hold the test's own clients and server too, which live in the same process. */
final class MemoryTest {
    private static final int CLIENTS = 1000;
    private static final int ROW = 32 * 1024;
    private static final long MEGABYTE = 1 << 20;

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aThousandIdleConnectionsCostLittle() throws Exception {
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withConnections(CLIENTS + 10, 0));
        byte[] sql = new byte[1000];
        List<RawClient> clients = new ArrayList<>();
        try (FakeServer server = new FakeServer(channel -> Channels.writeAndFlush(channel, FakeServer.ok(1)));
                TestProxy proxy = server.proxy(options)) {
            FakeServer.client(proxy).close();
            long heap = heap();
            long direct = PlatformDependent.usedDirectMemory();
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = FakeServer.client(proxy);
                clients.add(client);
                client.send(RawClient.command(Command.QUERY, sql));
                assertThat(client.readFrame().getByte(0)).isZero();
            }
            assertThat(proxy.server().sessions()).isGreaterThanOrEqualTo(CLIENTS);
            long moreHeap = heap() - heap;
            long moreDirect = PlatformDependent.usedDirectMemory() - direct;
            System.out.printf(
                    "%d idle connections: %.1f MB of heap, %.1f MB of direct memory%n",
                    CLIENTS, (double) moreHeap / MEGABYTE, (double) moreDirect / MEGABYTE);
            assertThat(moreHeap + moreDirect).isLessThan(60 * MEGABYTE);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aClientThatDoesNotReadCostsABoundedBuffer() throws Exception {
        AtomicLong written = new AtomicLong();
        try (FakeServer server = new FakeServer(channel -> flood(channel, written));
                TestProxy proxy = server.proxy(ProxyOptions.listeningOn("127.0.0.1", 0));
                RawClient client = FakeServer.client(proxy)) {
            long direct = PlatformDependent.usedDirectMemory();
            client.send(RawClient.command(Command.QUERY, (byte) 'x'));
            TimeUnit.SECONDS.sleep(1);
            long before = written.get();
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(written.get())
                    .as("bytes that went on while nobody read")
                    .isEqualTo(before)
                    .isLessThan(100 * MEGABYTE);
            long moreDirect = PlatformDependent.usedDirectMemory() - direct;
            System.out.printf(
                    "a client that does not read: %.1f MB of direct memory; %.1f MB left the server (the sockets' buffers"
                            + " of the kernel are in that)%n",
                    (double) moreDirect / MEGABYTE, (double) before / MEGABYTE);
            assertThat(moreDirect).isLessThan(16 * MEGABYTE);
        }
    }

    /** A result of 400 MB, as fast as it is taken. */
    private static void flood(Channel channel, AtomicLong written) {
        channel.eventLoop().execute(() -> {
            Channels.write(channel, Unpooled.wrappedBuffer(new byte[] {1, 0, 0, 1, 1}));
            byte[] column = new byte[30];
            ByteBuf definition =
                    Unpooled.buffer().writeMediumLE(column.length).writeByte(2).writeBytes(column);
            Channels.write(channel, definition);
            Channels.write(channel, Unpooled.wrappedBuffer(new byte[] {5, 0, 0, 3, (byte) 0xFE, 0, 0, 2, 0}));
            more(channel, written);
        });
    }

    private static void more(Channel channel, AtomicLong written) {
        ByteBuf chunk = Unpooled.buffer(ROW);
        chunk.writeMediumLE(ROW - 4).writeByte(0).writeZero(ROW - 4);
        channel.writeAndFlush(chunk).addListener(done -> {
            if (done.isSuccess() && written.addAndGet(ROW) < 400 * MEGABYTE) {
                more(channel, written);
            }
        });
    }
}
