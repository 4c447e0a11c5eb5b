package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Commands that the gate holds when only their beginning has come. */
final class HeldCommandTest {
    private static final int LENGTH = 200_000;

    /** Holds one command of those that touch something, until the test lets it go or refuses it. */
    private static final class OneHeld implements GateSession {
        record Held(Executor loop, Runnable go, Runnable refuse) {
            void letGo() {
                loop.execute(go);
            }

            void refuseIt() {
                loop.execute(refuse);
            }
        }

        private final Executor loop;
        private final CompletableFuture<Held> held;

        OneHeld(Executor loop, CompletableFuture<Held> held) {
            this.loop = loop;
            this.held = held;
        }

        @Override
        public boolean enter(long touched, Runnable go, Runnable refuse) {
            return touched == 0 || !held.complete(new Held(loop, go, refuse));
        }

        @Override
        public void left(boolean inTransaction) {}

        @Override
        public void close() {}
    }

    private static TestProxy proxy(TestServer server, CompletableFuture<OneHeld.Held> held) throws IOException {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                server.address(),
                server.login(),
                new Scripted(),
                loop -> new OneHeld(loop, held));
    }

    private static RawClient client(TestProxy proxy, TestServer server) throws IOException {
        return RawClient.loggedIn(
                proxy.port(), server.login().user(), server.login().password(), "information_schema", 0);
    }

    private static int prepare(RawClient client) throws IOException {
        client.send(RawClient.command(Command.STMT_PREPARE, "SELECT LENGTH(?)".getBytes(StandardCharsets.US_ASCII)));
        int id = client.readFrame().getIntLE(1);
        skipFrames(client, 4);
        return id;
    }

    private static void skipFrames(RawClient client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            client.readFrame();
        }
    }

    private static ByteBuf execution(int id) {
        ByteBuf argument = Unpooled.buffer();
        argument.writeIntLE(id).writeByte(0).writeIntLE(1).writeByte(0).writeByte(1);
        argument.writeShortLE(0xfd).writeByte(0xfd).writeMediumLE(LENGTH).writeZero(LENGTH);
        return RawClient.command(Command.STMT_EXECUTE, Arrays.copyOf(argument.array(), argument.readableBytes()));
    }

    /** Sends the beginning of a command, waits until the gate holds it, sends more of it, and the rest when let go. */
    private static void sendInPieces(RawClient client, ByteBuf command, int first, CompletableFuture<OneHeld.Held> held)
            throws IOException {
        client.send(command.copy(0, first));
        await().until(held::isDone);
        int more = Math.min(command.readableBytes() - first, 10_000);
        client.send(command.copy(first, more));
        held.join().letGo();
        client.send(command.copy(first + more, command.readableBytes() - first - more));
    }

    @OnEachServer
    void theRestOfAnExecutionIsReadWhenItsBeginningIsLetGo(TestServer server) throws IOException {
        CompletableFuture<OneHeld.Held> held = new CompletableFuture<>();
        try (TestProxy proxy = proxy(server, held);
                RawClient client = client(proxy, server)) {
            sendInPieces(client, execution(prepare(client)), 30, held);
            skipFrames(client, 3);
            assertThat(client.readFrame().getIntLE(2)).isEqualTo(LENGTH);
        }
    }

    @OnEachServer
    void theRestOfACommandOfTwoFramesIsReadWhenItsBeginningIsLetGo(TestServer server) throws IOException {
        CompletableFuture<OneHeld.Held> held = new CompletableFuture<>();
        try (TestProxy proxy = proxy(server, held);
                RawClient client = client(proxy, server)) {
            sendInPieces(client, twoFrames(), 1000, held);
            ByteBuf answer = client.readFrame();
            // A server that takes no packet so large says so, which is its answer too.
            assertThat(answer.getUnsignedByte(0)).isIn((short) 1, (short) ErrPacket.HEADER);
        }
    }

    private static ByteBuf twoFrames() {
        byte[] start = "SELECT 1 -- ".getBytes(StandardCharsets.US_ASCII);
        ByteBuf out = Unpooled.buffer(FrameDecoder.MAX_PAYLOAD + 1000);
        out.writeMediumLE(FrameDecoder.MAX_PAYLOAD).writeByte(0).writeByte(Command.QUERY);
        out.writeBytes(start);
        out.writeBytes(spaces(FrameDecoder.MAX_PAYLOAD - 1 - start.length));
        out.writeMediumLE(10).writeByte(1).writeBytes(spaces(10));
        return out;
    }

    private static byte[] spaces(int count) {
        byte[] spaces = new byte[count];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    @OnEachServer
    void aRefusedCommandOfWhichOnlyTheBeginningCameEndsTheSession(TestServer server) throws IOException {
        CompletableFuture<OneHeld.Held> held = new CompletableFuture<>();
        try (TestProxy proxy = proxy(server, held);
                RawClient client = client(proxy, server)) {
            ByteBuf execution = execution(prepare(client));
            client.send(execution.copy(0, 30));
            await().until(held::isDone);
            held.join().refuseIt();
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1205);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @OnEachServer
    void aRefusedCommandThatCameWholeLeavesTheSessionUsable(TestServer server) throws IOException {
        CompletableFuture<OneHeld.Held> held = new CompletableFuture<>();
        try (TestProxy proxy = proxy(server, held);
                RawClient client = client(proxy, server)) {
            byte[] query = "SELECT LENGTH('abc')".getBytes(StandardCharsets.US_ASCII);
            client.send(RawClient.command(Command.QUERY, query));
            await().until(held::isDone);
            held.join().refuseIt();
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1205);
            client.send(RawClient.command(Command.QUERY, query));
            skipFrames(client, 3);
            assertThat(client.readFrame().getByte(1)).isEqualTo((byte) '3');
        }
    }

    /** A statement of ours that is executed at the server is prepared there for that one time. */
    @Test
    void aRefusedExecutionLeavesNothingPrepared() throws Exception {
        TestServer server = TestServers.mariaDb();
        String count = "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'";
        CompletableFuture<OneHeld.Held> held = new CompletableFuture<>();
        try (TestProxy proxy = proxy(server, held);
                Connection direct = server.connect("");
                RawClient client = client(proxy, server)) {
            List<String> before = Transcript.results(direct.createStatement(), count);
            client.send(
                    RawClient.command(Command.STMT_PREPARE, "SELECT vitess_seven".getBytes(StandardCharsets.US_ASCII)));
            int id = client.readFrame().getIntLE(1);
            skipFrames(client, 2);
            ByteBuf argument = Unpooled.buffer(9).writeIntLE(id).writeByte(0).writeIntLE(1);
            client.send(RawClient.command(Command.STMT_EXECUTE, argument.array()));
            await().until(held::isDone);
            held.join().refuseIt();
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1205);
            client.send(RawClient.command(Command.PING));
            assertThat(client.readFrame().getByte(0)).isZero();
            assertThat(Transcript.results(direct.createStatement(), count)).isEqualTo(before);
        }
    }
}
