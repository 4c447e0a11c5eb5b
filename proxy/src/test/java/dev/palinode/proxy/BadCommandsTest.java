package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no client should send: the answers are a server's own, and other sessions never notice. */
final class BadCommandsTest {
    private static final int CAPABILITIES = Capability.TRANSACTIONS | Capability.MULTI_RESULTS;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] statement(int id, int more) {
        return Unpooled.buffer()
                .writeIntLE(id)
                .writeZero(more)
                .capacity(4 + more)
                .array();
    }

    /** Commands whose answer has to be the server's, each with what is wrong about it. */
    private static Map<String, ByteBuf> cases() {
        Map<String, ByteBuf> cases = new LinkedHashMap<>();
        cases.put("unknown byte 0x21", RawClient.command(0x21));
        cases.put("unknown byte 0xf0", RawClient.command(0xf0, new byte[9]));
        cases.put("internal byte", RawClient.command(0x0b));
        cases.put("execute of no statement", RawClient.command(Command.STMT_EXECUTE, statement(77, 5)));
        cases.put("fetch of no statement", RawClient.command(Command.STMT_FETCH, statement(77, 4)));
        cases.put("reset of no statement", RawClient.command(Command.STMT_RESET, statement(77, 0)));
        cases.put("close of no statement", RawClient.command(Command.STMT_CLOSE, statement(77, 0)));
        cases.put("data for no statement", RawClient.command(Command.STMT_SEND_LONG_DATA, statement(77, 3)));
        cases.put("execute cut off", RawClient.command(Command.STMT_EXECUTE, new byte[2]));
        cases.put("fetch cut off", RawClient.command(Command.STMT_FETCH, new byte[2]));
        cases.put("kill cut off", RawClient.command(Command.PROCESS_KILL, new byte[1]));
        cases.put("option cut off", RawClient.command(Command.SET_OPTION));
        cases.put("unknown option", RawClient.command(Command.SET_OPTION, (byte) 9, (byte) 0));
        cases.put("no database", RawClient.command(Command.INIT_DB));
        cases.put("unknown database", RawClient.command(Command.INIT_DB, bytes("no`such")));
        cases.put("empty query", RawClient.command(Command.QUERY));
        cases.put("invalid UTF-8", RawClient.command(Command.QUERY, bytes("SELECT '\u00ff\u00fe\u0080' AS a")));
        cases.put("invalid UTF-8 in one of ours", RawClient.command(Command.QUERY, bytes("SET @a = '\u00ff'")));
        cases.put("zero bytes", RawClient.command(Command.QUERY, new byte[5]));
        cases.put("unterminated", RawClient.command(Command.QUERY, bytes("SELECT 'a /* `")));
        cases.put("prepare of nothing", RawClient.command(Command.STMT_PREPARE));
        cases.put("prepare of several", RawClient.command(Command.STMT_PREPARE, bytes("SELECT 1; SELECT 2")));
        cases.put("fields of no table", RawClient.command(Command.FIELD_LIST, bytes("nosuch\0")));
        cases.put("empty packet", Unpooled.buffer().writeMediumLE(0).writeByte(0));
        cases.put("wrong sequence id", RawClient.command(Command.PING).setByte(3, 5));
        return cases;
    }

    /** What comes until a PING sent behind it is answered, or the connection is closed. */
    private static List<String> answers(TestServer server, int port, ByteBuf command) throws IOException {
        try (RawClient client = RawClient.loggedIn(port, server.user(), server.password(), "", CAPABILITIES)) {
            client.send(command.duplicate());
            List<String> seen = new ArrayList<>();
            try {
                client.send(RawClient.command(Command.QUERY, bytes("SELECT 'end'")));
                String frame = "";
                while (!frame.contains("\u0003end")) {
                    ByteBuf payload = client.readFrame();
                    boolean error = payload.isReadable() && payload.getUnsignedByte(0) == ErrPacket.HEADER;
                    frame = payload.toString(StandardCharsets.ISO_8859_1);
                    seen.add(error ? "error " + ErrPacket.read(payload) : "frame");
                }
            } catch (EOFException | SocketException e) {
                seen.add("closed");
            }
            return seen;
        }
    }

    @Test
    void theAnswersAreTheServers() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.palinode(server);
                RawClient bystander =
                        RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", CAPABILITIES)) {
            Map<String, List<String>> direct = new LinkedHashMap<>();
            Map<String, List<String>> through = new LinkedHashMap<>();
            for (Map.Entry<String, ByteBuf> entry : cases().entrySet()) {
                direct.put(entry.getKey(), answers(server, server.address().port(), entry.getValue()));
                through.put(entry.getKey(), answers(server, proxy.port(), entry.getValue()));
            }
            // Whoever closes with bytes unread may take its own last words along.
            for (Map<String, List<String>> answers : List.of(direct, through)) {
                List<String> lost = answers.remove("wrong sequence id");
                assertThat(lost).last().isEqualTo("closed");
                assertThat(lost).hasSizeLessThan(3).first().asString().containsAnyOf("closed", "1156");
            }
            assertThat(through).isEqualTo(direct);
            bystander.send(RawClient.command(Command.PING));
            assertThat(bystander.readFrame().getByte(0)).isZero();
        }
    }
}
