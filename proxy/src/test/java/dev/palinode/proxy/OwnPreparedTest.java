package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.session.command.PreparedStatements;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Statements of ours that are prepared: what the preparation tells, and the values that the execution brings. */
final class OwnPreparedTest {
    private static final String PREPARED = "useServerPrepStmts=true";

    private static List<String> columns(Connection connection, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ResultSetMetaData about = statement.getMetaData();
            for (int i = 1; about != null && i <= about.getColumnCount(); i++) {
                names.add(about.getColumnLabel(i));
            }
        }
        return names;
    }

    @OnEachServer
    void thePreparationTellsTheColumns(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect(server.newSchema(), PREPARED)) {
            assertThat(columns(connection, "SELECT @@ddl_strategy, ? AS n, 1 AS one"))
                    .containsExactly("@@ddl_strategy", "n", "one");
            assertThat(columns(connection, "SHOW VITESS_MIGRATIONS")).containsExactly("id");
            assertThat(columns(connection, "SHOW VITESS_MIGRATION '12345678' LOGS"))
                    .containsExactly("migration_log");
            assertThat(columns(connection, "SHOW VITESS_SESSIONS")).contains("backend_id", "pinned_by");
            assertThat(columns(connection, "SHOW VARIABLES LIKE 'ddl_strategy'"))
                    .containsExactly("Variable_name", "Value");
            assertThat(columns(connection, "SET @@ddl_strategy = 'vitess', @x = ?"))
                    .isEmpty();
            SQLException missing = catchThrowableOfType(
                    SQLException.class, () -> columns(connection, "SELECT @@ddl_strategy FROM nosuch"));
            assertThat(missing.getErrorCode()).isEqualTo(1146);
            assertThat(ProxyStatementsTest.one(connection, "SELECT @@ddl_strategy"))
                    .isEqualTo("direct");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Both shapes of the answer, packet by packet. */
    @OnEachServer
    void theListsOfThePreparationAreComplete(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server)) {
            for (int eof : new int[] {1, 0}) {
                long capabilities = eof == 1 ? 0 : Capability.DEPRECATE_EOF;
                try (RawClient client =
                        RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", capabilities)) {
                    prepare(client, "SELECT @@ddl_strategy, ?, ?", 3, 2, eof);
                    prepare(client, "SHOW VITESS_MIGRATIONS LIKE ?", 1, 1, eof);
                    prepare(client, "SET @@ddl_strategy = 'direct'", 0, 0, eof);
                    client.send(RawClient.command(Command.PING));
                    assertThat(client.readFrame().getByte(0)).isZero();
                }
            }
        }
    }

    private static int prepare(RawClient client, String sql, int columns, int parameters, int eof) throws IOException {
        client.send(RawClient.command(Command.STMT_PREPARE, bytes(sql)));
        ByteBuf answer = client.readFrame();
        assertThat(answer.getUnsignedShortLE(5)).as(sql).isEqualTo(columns);
        assertThat(answer.getUnsignedShortLE(7)).as(sql).isEqualTo(parameters);
        assertThat(answer.getIntLE(1)).as(sql).isNegative();
        int frames = columns + parameters + eof * (columns > 0 ? 1 : 0) + eof * (parameters > 0 ? 1 : 0);
        for (int i = 0; i < frames; i++) {
            client.readFrame();
        }
        return answer.getIntLE(1);
    }

    /** Nothing of what the proxy prepares for itself stays at the server. */
    @Test
    void theServerForgetsWhatThePreparationAsked() throws Exception {
        TestServer server = TestServers.mariaDb();
        String count = "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'";
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection direct = server.connect("");
                Connection connection = proxy.connect("", PREPARED)) {
            List<String> before = Transcript.results(direct.createStatement(), count);
            try (PreparedStatement select = connection.prepareStatement("SELECT @@ddl_strategy, ?")) {
                for (int i = 0; i < 5; i++) {
                    select.setInt(1, i);
                    select.executeQuery().close();
                }
                assertThat(ProxyStatementsTest.one(connection, "SELECT 1")).isEqualTo("1");
                assertThat(Transcript.results(direct.createStatement(), count)).isEqualTo(before);
            }
        }
    }

    /** What could not be remembered would be executed whatever the strategy. */
    @OnEachServer
    void moreThanCanBeRememberedAreRefused(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", 0)) {
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("DO 5")));
            int id = client.readFrame().getIntLE(1);
            for (int i = 1; i < PreparedStatements.LIMIT; i++) {
                client.send(RawClient.command(Command.STMT_PREPARE, bytes("SHOW VITESS_ERROR")));
                id = client.readFrame().getIntLE(1);
            }
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("CREATE DATABASE nosuch")));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1461);
            // Clients of MariaDB mean the statement prepared last, which is not the one before it.
            client.send(RawClient.command(Command.STMT_EXECUTE, execution(-1)));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1243);
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("DO 1")));
            assertThat(client.readFrame().getByte(0)).isZero();
            client.send(RawClient.command(
                    Command.STMT_CLOSE, Unpooled.buffer(4).writeIntLE(id).array()));
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("CREATE DATABASE nosuch")));
            assertThat(client.readFrame().getByte(0)).isZero();
        }
    }

    private static byte[] execution(int id) {
        return Unpooled.buffer(9).writeIntLE(id).writeByte(0).writeIntLE(1).array();
    }

    private static ByteBuf executionOfTheLast(String value) {
        byte[] text = bytes(value);
        ByteBuf out = Unpooled.buffer();
        out.writeByte(Command.STMT_EXECUTE).writeIntLE(-1).writeByte(0).writeIntLE(1);
        out.writeByte(0).writeByte(1).writeShortLE(0xFD);
        out.writeByte(0xFD).writeMediumLE(text.length).writeBytes(text);
        return Unpooled.wrappedBuffer(
                Unpooled.buffer(4).writeMediumLE(out.readableBytes()).writeByte(0), out);
    }

    /** Clients of MariaDB execute before they know the id. */
    @OnEachServer
    void theStatementPreparedLastIsExecutedAlsoIfItComesInPieces(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server);
                RawClient client = RawClient.loggedIn(
                        proxy.port(), server.user(), server.password(), "", Capability.DEPRECATE_EOF)) {
            prepare(client, "SELECT @@ddl_strategy, LENGTH(?)", 2, 1, 0);
            ByteBuf execution = executionOfTheLast("x".repeat(100_000));
            client.send(execution.readSlice(50_000));
            TimeUnit.MILLISECONDS.sleep(200);
            client.send(execution);
            assertThat(client.readFrame().getByte(0)).isEqualTo((byte) 2);
        }
    }

    @Test
    void aStatementOfTwoPacketsIsThePreparedLast() throws Exception {
        TestServer server = TestServers.mariaDb();
        server.execute("", "SET GLOBAL max_allowed_packet = 64 << 20");
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", 0)) {
            client.send(RawClient.command(Command.STMT_PREPARE, bytes("SHOW VITESS_ERROR")));
            assertThat(client.readFrame().getByte(0)).isZero();
            byte[] text = bytes("DO '" + "x".repeat(FrameDecoder.MAX_PAYLOAD) + "'");
            ByteBuf out = Unpooled.buffer();
            out.writeMediumLE(FrameDecoder.MAX_PAYLOAD).writeByte(0).writeByte(Command.STMT_PREPARE);
            out.writeBytes(text, 0, FrameDecoder.MAX_PAYLOAD - 1);
            int rest = text.length - FrameDecoder.MAX_PAYLOAD + 1;
            out.writeMediumLE(rest).writeByte(1).writeBytes(text, text.length - rest, rest);
            client.send(out);
            assertThat(client.readFrame().getByte(0)).isZero();
            client.send(RawClient.command(Command.STMT_EXECUTE, execution(-1)));
            assertThat(client.readFrame().getByte(0)).isZero();
        }
    }

    private static String selected(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1) + "|" + rows.getString(2);
            }
        }
    }

    @OnEachServer
    void valuesAreReadInTheSessionsCharacterSet(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server)) {
            // The second byte of 誠 is a backslash in GBK.
            for (String encoding : List.of("GBK", "UTF-8")) {
                try (Connection connection = proxy.connect("", PREPARED + "&characterEncoding=" + encoding)) {
                    String sql = "SELECT ? AS a, '誠' AS b, @@ddl_strategy";
                    assertThat(selected(connection, sql, "誠'誠\\; 誠")).isEqualTo("誠'誠\\; 誠|誠");
                    assertThat(selected(connection, sql, "誠")).isEqualTo("誠|誠");
                    assertThat(selected(connection, "SELECT ?, 'x', @@ddl_strategy", "誠\\"))
                            .isEqualTo("誠\\|x");
                }
            }
            try (Connection connection = proxy.connect("", PREPARED + "&characterEncoding=ISO-8859-1")) {
                assertThat(selected(connection, "SELECT ? AS a, 'x' AS b, @@ddl_strategy", "é'ü\\"))
                        .isEqualTo("é'ü\\|x");
                assertThat(selected(connection, "SELECT ? AS a, 'ß' AS b, @@ddl_strategy", "é'ü"))
                        .isEqualTo("é'ü|ß");
                assertThat(selected(connection, "SELECT ? AS a, 'ß' AS b, @@ddl_strategy", "x"))
                        .isEqualTo("x|ß");
            }
        }
    }

    @OnEachServer
    void aBackslashMayBeALetter(TestServer server) throws Exception {
        String mode = PREPARED + "&sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES'";
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect("", mode)) {
            assertThat(selected(connection, "SELECT ? AS a, 'b\\' AS b, @@ddl_strategy", "it's \\ \"x\" ?"))
                    .isEqualTo("it's \\ \"x\" ?|b\\");
            assertThat(selected(connection, "SELECT ? AS a, 'it''s \\' AS b, @@ddl_strategy, 'x'", "\\"))
                    .isEqualTo("\\|it's \\");
        }
    }
}
