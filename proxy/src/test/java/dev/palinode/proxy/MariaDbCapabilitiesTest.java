package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only MariaDB's protocol has, packet by packet, beside a direct connection. */
final class MariaDbCapabilitiesTest {
    private static final int PROGRESS = 0xFFFF;
    private static final int ROWS = 100_000;
    private static final int SEND_TYPES = 128;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RawClient logIn(int port, TestServer server, String schema, long capabilities) throws IOException {
        return RawClient.loggedIn(port, server.user(), server.password(), schema, capabilities);
    }

    @OnEachServer
    void theGreetingOffersWhatTheServerHas(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            long direct = RawClient.offered(server.address().port());
            long proxied = RawClient.offered(proxy.port());
            assertThat(proxied & Capability.RELAYED).isEqualTo(direct & Capability.RELAYED);
            assertThat(proxied & Capability.LONG_PASSWORD).isEqualTo(direct & Capability.LONG_PASSWORD);
            assertThat(Capability.has(proxied, Capability.MARIADB_BULK_OPERATIONS))
                    .isEqualTo(server.isMariaDb());
            assertThat(proxied >>> 32 & ~(Capability.MARIADB >>> 32)).isZero();
        }
    }

    private static ByteBuf query(RawClient client, String sql) throws IOException {
        client.send(RawClient.command(Command.QUERY, bytes(sql)));
        return client.readFrame();
    }

    /** The answer to a statement, the reports of progress before it counted. */
    private static String answer(RawClient client, String sql, List<ByteBuf> reports) throws IOException {
        ByteBuf frame = query(client, sql);
        while (frame.getUnsignedByte(0) == ErrPacket.HEADER && frame.getUnsignedShortLE(1) == PROGRESS) {
            reports.add(frame);
            frame = client.readFrame();
        }
        return ByteBufUtil.hexDump(frame);
    }

    @Test
    void reportsOfProgressComeBeforeTheAnswer() throws Exception {
        TestServer server = TestServers.mariaDb();
        String schema = server.newSchema();
        server.execute(
                schema,
                "CREATE TABLE t (id INT PRIMARY KEY, pad CHAR(200) NOT NULL DEFAULT 'x')",
                "INSERT INTO t (id) SELECT seq FROM seq_1_to_600000");
        try (TestProxy proxy = TestProxy.before(server)) {
            List<String> answers = new ArrayList<>();
            for (int port : new int[] {server.address().port(), proxy.port()}) {
                List<ByteBuf> reports = new ArrayList<>();
                try (RawClient client = logIn(port, server, schema, Capability.MARIADB_PROGRESS)) {
                    assertThat(query(client, "SET progress_report_time = 1").getByte(0))
                            .isZero();
                    String answer = answer(client, "ALTER TABLE t FORCE, ALGORITHM=COPY", reports);
                    // On a loaded machine one of the two may be flagged as slow.
                    answers.add(answer.replaceFirst("(?<=^.{14})08", "00"));
                    assertThat(reports).isNotEmpty();
                    assertThat(query(client, "DO 1").getByte(0)).isZero();
                }
            }
            assertThat(answers.get(1)).isEqualTo(answers.get(0)).startsWith("00");
        }
    }

    private static ByteBuf forRows(int id, int rows) {
        ByteBuf argument = Unpooled.buffer();
        argument.writeIntLE(id).writeShortLE(SEND_TYPES).writeShortLE(3);
        for (int i = 0; i < rows; i++) {
            argument.writeByte(0).writeIntLE(i);
        }
        return RawClient.command(Command.STMT_BULK_EXECUTE, ByteBufUtil.getBytes(argument));
    }

    private static String bulk(int port, TestServer server, String schema, long capabilities) throws IOException {
        try (RawClient client = logIn(port, server, schema, capabilities)) {
            query(client, "TRUNCATE TABLE t");
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("INSERT INTO t VALUES (?)")));
            int id = client.readFrame().getIntLE(1);
            client.readFrame();
            client.readFrame();
            client.send(forRows(id, ROWS));
            String answer = ByteBufUtil.hexDump(client.readFrame());
            client.send(forRows(-1, 1));
            answer += " " + ByteBufUtil.hexDump(client.readFrame());
            assertThat(query(client, "DO 1").getByte(0)).isZero();
            return answer;
        }
    }

    @Test
    void anExecutionForManyRowsIsRelayed() throws Exception {
        TestServer server = TestServers.mariaDb();
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (a INT PRIMARY KEY)");
        try (TestProxy proxy = TestProxy.before(server)) {
            for (long capabilities : new long[] {Capability.MARIADB_BULK_OPERATIONS, 0}) {
                String direct = bulk(server.address().port(), server, schema, capabilities);
                String proxied = bulk(proxy.port(), server, schema, capabilities);
                assertThat(proxied).isEqualTo(direct);
                assertThat(proxied.startsWith("00")).isEqualTo(capabilities != 0);
            }
        }
    }

    @OnEachServer
    void anExecutionForManyRowsOfAStatementOfOursIsRefused(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = logIn(proxy.port(), server, "", Capability.MARIADB_BULK_OPERATIONS)) {
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("SHOW VITESS_ERROR")));
            int id = client.readFrame().getIntLE(1);
            client.send(forRows(id, 2));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1295);
            client.send(forRows(id + 7, 2));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1243);
            assertThat(query(client, "DO 1").getByte(0)).isZero();
        }
    }
}
