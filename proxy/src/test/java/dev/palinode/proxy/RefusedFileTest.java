package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that does not wait for the end of the file that it has asked for. */
final class RefusedFileTest {
    @Test
    void theSessionGoesOnWhenTheClientHasSentTheFile() throws Exception {
        Map<Channel, Integer> reads = new ConcurrentHashMap<>();
        try (FakeServer server = new FakeServer(channel -> {
                    int read = reads.merge(channel, 1, Integer::sum);
                    if (read == 1) {
                        Channels.writeAndFlush(
                                channel,
                                Unpooled.buffer()
                                        .writeMediumLE(2)
                                        .writeByte(1)
                                        .writeByte(0xFB)
                                        .writeByte('f'));
                        Channels.writeAndFlush(channel, new ErrPacket(1105, "HY000", "no").toFrame(channel.alloc(), 2));
                    } else if (read == 3) {
                        Channels.writeAndFlush(channel, FakeServer.ok(1));
                    }
                });
                TestProxy proxy = server.proxy(ProxyOptions.listeningOn("127.0.0.1", 0));
                RawClient client = FakeServer.client(proxy)) {
            client.send(RawClient.command(
                    Command.QUERY, "LOAD DATA LOCAL INFILE 'f' INTO TABLE t".getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.readFrame().getUnsignedByte(0)).isEqualTo((short) 0xFB);
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1105);
            client.send(Unpooled.buffer()
                    .writeMediumLE(1)
                    .writeByte(2)
                    .writeByte('x')
                    .writeMediumLE(0)
                    .writeByte(3));
            TimeUnit.MILLISECONDS.sleep(300);
            client.send(RawClient.command(Command.PING));
            assertThat(client.readFrame().getByte(0)).isZero();
        }
    }
}
