package dev.palinode.engine.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DbTest {
    /** The pool waits for so long for an answer to it, and a second more. */
    private static final long PING_MILLIS = 7_000;

    /** As one that is frozen: the kernel takes connections, and the queue of the listener is all that they come to. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatTakesConnectionsAndSaysNothingIsNotWaitedForForever() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Tablet tablet = tablet(new ServerAddress("127.0.0.1", silent.getLocalPort()), new Login("u", "p"));
            assertThatThrownBy(() -> new Db(tablet, 1)).isInstanceOf(SQLException.class);
        }
    }

    @OnEachServer
    void anAnswerMayTakeLongerThanTheLogIn(TestServer server) throws Exception {
        try (Db db = new Db(tablet(server.address(), server.login()), 1);
                Connection dedicated = db.dedicated()) {
            assertThat(dedicated.getNetworkTimeout()).isZero();
            assertThat(db.<Integer>with(Connection::getNetworkTimeout)).isZero();
        }
    }

    @OnEachServer
    void aConnectionThatCannotBePreparedIsClosed(TestServer server) throws Exception {
        try (Db db = new Db(tablet(server.address(), server.login()), 1)) {
            List<Connection> opened = new ArrayList<>();
            assertThatThrownBy(() -> db.dedicated(connection -> {
                        opened.add(connection);
                        throw new SQLException("no");
                    }))
                    .hasMessage("no");
            assertThat(opened.get(0).isClosed()).isTrue();
        }
    }

    /** Of any server; this one speaks without TLS, so that the link can see what is said. */
    @Test
    void aNetworkThatIsLostWhileThePoolLearnsWhatItHasDoesNotSpoilThePool() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (FlakyLink link = FlakyLink.to(server.address());
                Db db = new Db(tablet(link.address(), server.login()), 1)) {
            // The first connection of a pool is tried with a COM_PING, and then asked for its isolation level.
            link.cutAt("\1\0\0\0\16");
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> one(db));
            await().atMost(Duration.ofSeconds(20)).until(link::isCut);
            Thread.sleep(PING_MILLIS);
            link.heal();
            assertThat(answer.get()).isEqualTo(1);
        }
    }

    private static int one(Db db) {
        try {
            return db.with(connection ->
                    Sql.first(connection, "SELECT 1", row -> row.getInt(1)).orElseThrow());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Tablet tablet(ServerAddress address, Login login) {
        return new Tablet("zone1-100", address, TabletType.PRIMARY, login);
    }
}
