package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MariaDB's reports of progress, of our own, to clients that wait for a migration. */
final class WaitProgressTest {
    private static final int PROGRESS = 0xFFFF;

    private static final String STRATEGY = "SET ddl_strategy = 'vitess --wait --postpone-completion'";

    @Test
    void whoWaitsAndCanReadThemGetsReports() throws Exception {
        TestServer server = TestServers.mariaDb();
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
        ServerAddress listen = new ServerAddress("127.0.0.1", FreePorts.pick());
        BackendUrl backend = new BackendUrl(server.login(), server.address(), schema);
        try (Serving serving = ProxyMain.start(new ProxyConfig(listen, List.of(backend), DdlStrategy.DIRECT));
                RawClient waiting = logIn(serving, server, schema, Capability.MARIADB_PROGRESS);
                RawClient other = logIn(serving, server, schema, 0)) {
            assertThat(query(waiting, STRATEGY).getByte(0)).isZero();
            assertThat(query(other, STRATEGY).getByte(0)).isZero();
            waiting.send(RawClient.command(Command.QUERY, bytes("ALTER TABLE t ADD COLUMN a INT")));
            int sequence = readUntilItWaits(waiting, 4) + 1;
            assertThat(query(other, "ALTER VITESS_MIGRATION COMPLETE ALL").getByte(0))
                    .isZero();
            ByteBuf frame = waiting.readFrame();
            while (isReport(frame)) {
                assertThat(waiting.sequence()).isEqualTo(sequence++);
                frame = waiting.readFrame();
            }
            assertThat(frame.getByte(0)).as("a result of one column").isEqualTo((byte) 1);
            assertThat(waiting.sequence()).as("behind the reports").isEqualTo(sequence);
            String altered = readRows(waiting);
            assertThat(query(waiting, "DO 1").getByte(0)).isZero();

            waiting.send(RawClient.command(Command.QUERY, bytes("REVERT VITESS_MIGRATION '" + altered + "'")));
            readUntilItWaits(waiting, 3);
            assertThat(query(other, "ALTER VITESS_MIGRATION COMPLETE ALL").getByte(0))
                    .isZero();
            ByteBuf reverted = waiting.readFrame();
            while (isReport(reverted)) {
                reverted = waiting.readFrame();
            }
            readRows(waiting);

            // Nobody else gets any: the first frame is that of the answer, or of the error.
            other.send(RawClient.command(Command.QUERY, bytes("ALTER TABLE t ADD COLUMN b INT")));
            Thread.sleep(3_000);
            assertThat(query(waiting, "ALTER VITESS_MIGRATION CANCEL ALL").getByte(0))
                    .isZero();
            assertThat(isReport(other.readFrame())).isFalse();
        }
    }

    private static boolean isReport(ByteBuf frame) {
        return frame.getUnsignedByte(0) == ErrPacket.HEADER && frame.getUnsignedShortLE(1) == PROGRESS;
    }

    /**
     * Reads reports up to that of the last stage, in which a migration waits and has no progress. Before it is begun it
     * is a stage by itself.
     *
     * @return how many they were
     */
    private static int readUntilItWaits(RawClient client, int stages) throws IOException {
        int before = 1;
        for (int reports = 1; ; reports++) {
            ByteBuf report = client.readFrame();
            // The strings, the stage, the stages, the percent in thousandths, and one text.
            assertThat(report.readUnsignedByte()).isEqualTo((short) ErrPacket.HEADER);
            assertThat(report.readUnsignedShortLE()).isEqualTo(PROGRESS);
            assertThat(report.readByte()).isEqualTo((byte) 1);
            int stage = report.readByte();
            assertThat(stage).isGreaterThanOrEqualTo(before);
            assertThat(report.readByte()).isIn((byte) 1, (byte) stages);
            int percent = report.readUnsignedMediumLE();
            assertThat(percent).isBetween(0, 100_000);
            assertThat(report.readByte()).isEqualTo((byte) report.readableBytes());
            String doing = report.toString(StandardCharsets.UTF_8);
            assertThat(doing).startsWith("t: ");
            if (stage == stages && doing.contains("waiting for complete")) {
                assertThat(percent).isZero();
                return reports;
            }
            before = stage;
        }
    }

    /** A definition, an EOF, a row, an EOF; the text in the row. */
    private static String readRows(RawClient client) throws IOException {
        client.readFrame();
        client.readFrame();
        ByteBuf row = client.readFrame();
        client.readFrame();
        return row.toString(1, row.readableBytes() - 1, StandardCharsets.UTF_8);
    }

    private static RawClient logIn(Serving serving, TestServer server, String schema, long capabilities)
            throws IOException {
        return RawClient.loggedIn(serving.address().port(), server.user(), server.password(), schema, capabilities);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuf query(RawClient client, String sql) throws IOException {
        client.send(RawClient.command(Command.QUERY, bytes(sql)));
        return client.readFrame();
    }
}
