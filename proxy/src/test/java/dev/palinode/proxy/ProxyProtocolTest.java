package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that drivers seldom send, with and without DEPRECATE_EOF, one by one and all at once. */
final class ProxyProtocolTest {
    private static final int BASE =
            Capability.MULTI_STATEMENTS | Capability.MULTI_RESULTS | Capability.PS_MULTI_RESULTS;

    private static final String END = "end of script";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] little(int... values) {
        ByteBuf out = Unpooled.buffer();
        for (int value : values) {
            out.writeIntLE(value);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static byte[] execute(int id, int flags) {
        byte[] argument = new byte[9];
        Unpooled.wrappedBuffer(argument).setIntLE(0, id).setByte(4, flags).setIntLE(5, 1);
        return argument;
    }

    /**
     * One of each.
     *
     * @param id of the first statement prepared: MySQL counts from 1 on each connection; on MariaDB, which counts for all
     *     connections together, -1 stands for the statement prepared last
     */
    private static List<ByteBuf> script(int id) {
        return List.of(
                RawClient.command(Command.QUERY, bytes("SELECT a, a FROM t")),
                RawClient.command(Command.STMT_PREPARE, bytes("SELECT a, b FROM t ORDER BY a")),
                RawClient.command(Command.STMT_EXECUTE, execute(id, 0)),
                RawClient.command(Command.STMT_EXECUTE, execute(id, 1)),
                RawClient.command(Command.STMT_FETCH, little(id, 2)),
                RawClient.command(Command.STMT_FETCH, little(id, 100)),
                RawClient.command(Command.STMT_RESET, little(id)),
                RawClient.command(Command.STMT_CLOSE, little(id)),
                RawClient.command(Command.STMT_PREPARE, bytes("INSERT INTO t VALUES (?, ?)")),
                RawClient.command(Command.STMT_PREPARE, bytes("SELEC")),
                RawClient.command(Command.STMT_EXECUTE, execute(123_456, 0)),
                RawClient.command(Command.STATISTICS),
                RawClient.command(Command.FIELD_LIST, bytes("t\0")),
                RawClient.command(Command.SET_OPTION, new byte[] {1, 0}),
                RawClient.command(Command.SET_OPTION, new byte[] {0, 0}),
                RawClient.command(Command.QUERY, bytes("SELECT 1; SELECT 2; DO 1; SELECT 3")),
                RawClient.command(Command.INIT_DB, bytes("nosuch")),
                RawClient.command(Command.BINLOG_DUMP),
                RawClient.command(0x1d),
                RawClient.command(Command.QUERY, bytes("SHOW VITESS_ROWS")),
                RawClient.command(Command.RESET_CONNECTION),
                RawClient.command(Command.PING));
    }

    /** Reads up to the marker's row and the end behind it; returns how many frames there were before the marker's. */
    private static int readUpToEnd(RawClient client, boolean oldEof) throws IOException {
        ByteBuf row = Unpooled.buffer().writeByte(END.length()).writeBytes(bytes(END));
        int frames = 0;
        while (!client.readFrame().equals(row)) {
            frames++;
        }
        client.readFrame();
        return frames - (oldEof ? 3 : 2);
    }

    @OnEachServer
    void oneByOneAndAllAtOnceGiveTheSameFrames(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (a INT, b VARCHAR(9))", "INSERT INTO t VALUES (1,'x'),(2,NULL),(3,'z')");
        List<ByteBuf> script = script(server.isMariaDb() ? -1 : 1);
        ByteBuf end = RawClient.command(Command.QUERY, bytes("SELECT '" + END + "' AS e"));
        try (TestProxy proxy = TestProxy.before(server)) {
            for (int eof : new int[] {0, Capability.DEPRECATE_EOF}) {
                int apart = 0;
                try (RawClient client = logIn(proxy, server, schema, eof)) {
                    for (ByteBuf command : script) {
                        client.send(command);
                        client.send(end);
                        int frames = readUpToEnd(client, eof == 0);
                        assertThat(frames).isNotNegative();
                        apart += frames;
                    }
                }
                try (RawClient client = logIn(proxy, server, schema, eof)) {
                    ByteBuf all = Unpooled.buffer();
                    script.forEach(all::writeBytes);
                    client.send(all.writeBytes(end.duplicate()));
                    assertThat(readUpToEnd(client, eof == 0)).isEqualTo(apart);
                }
            }
        }
    }

    private static RawClient logIn(TestProxy proxy, TestServer server, String schema, int eof) throws IOException {
        return RawClient.loggedIn(proxy.port(), server.user(), server.password(), schema, BASE | eof);
    }

    @Test
    void refusedCommandsKeepTheSession() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = logIn(proxy, server, server.newSchema(), 0)) {
            for (int code : new int[] {Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.REGISTER_SLAVE}) {
                client.send(RawClient.command(code, new byte[20]));
                assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1235);
            }
            client.send(RawClient.command(0xf0, new byte[20]));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1047);
            client.send(RawClient.command(Command.PING));
            assertThat(client.readFrame().getByte(0)).isZero();
        }
    }

    @Test
    void nonsenseIsAnErrorAndTheEnd() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.before(server)) {
            try (RawClient client = new RawClient(proxy.port())) {
                client.readFrame();
                client.send(Unpooled.buffer().writeMediumLE(3).writeByte(1).writeMediumLE(7));
                assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1835);
                assertThat(client.isAtEnd()).isTrue();
            }
            try (RawClient client = logIn(proxy, server, server.newSchema(), 0)) {
                client.send(RawClient.command(Command.CHANGE_USER));
                assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1835);
                assertThat(client.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void aClientThatDoesNotReadStopsTheServerNotTheProxy() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.before(server);
                RawClient slow = logIn(proxy, server, server.newSchema(), 0)) {
            slow.send(RawClient.command(Command.QUERY, bytes("SELECT REPEAT('x', 1000000) FROM seq_1_to_400")));
            long before = directMemory();
            Thread.sleep(1500);
            assertThat(directMemory() - before).isLessThan(64L << 20);
            for (int frames = 0; frames < 1 + 1 + 1 + 400; frames++) {
                slow.readFrame();
            }
            assertThat(slow.readFrame().getUnsignedByte(0)).isEqualTo((short) 0xFE);
        }
    }

    private static long directMemory() {
        return PlatformDependent.usedDirectMemory();
    }
}
