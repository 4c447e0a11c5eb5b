package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.Credential;
import dev.palinode.proxy.auth.SaltedHash;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.intercept.answer.Lane;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.session.limit.Limits;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Many who log in, many of our own statements, and many wrong passwords: none of them makes the others wait. */
final class LoginFloodTest {
    private static final String KEY = "sslMode=DISABLED&allowPublicKeyRetrieval=true&connectTimeout=30000";
    private static final Login SALTED = new Login("salted", "geheim");

    private static Connection as(TestProxy proxy, String user, String password) throws SQLException {
        return DriverManager.getConnection(proxy.jdbcUrl("", KEY), user, password);
    }

    private static int errorOf(TestProxy proxy, String user, String password) {
        SQLException refused = catchThrowableOfType(
                SQLException.class, () -> as(proxy, user, password).close());
        return refused == null ? 0 : refused.getErrorCode();
    }

    /** The server's own account, and one whose password is checked by that hash. */
    private static UserDirectory users(TestServer server, String hash) {
        Account salted = new Account(SALTED.user(), Credential.ofHashes(List.of(hash)), Set.of(), server.login());
        Account own = Account.of(server.login());
        return (user, client) -> {
            if (user.equals(SALTED.user())) {
                return salted;
            }
            return user.equals(server.user()) ? own : own.ofNobody(user);
        };
    }

    private static String hash() {
        return SaltedHash.of(SALTED.password(), new SecureRandom()).text();
    }

    @Test
    void whoIsOneTooManyGetsAnErrorAndNobodyElseWaits() throws Exception {
        TestServer server = TestServers.mariaDb();
        // Some tenths of a second for each check.
        String dear = hash().replaceFirst("[$]A[$]...", "\\$A\\$200");
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLogins(new ProxyOptions.Pool(1, 1))
                .withLimits(Limits.defaults().withLogin(Duration.ofSeconds(30), Optional.empty()));
        ExecutorService clients = Executors.newFixedThreadPool(6);
        try (TestProxy proxy = new TestProxy(options, server, users(server, dear), new Scripted());
                Connection own = proxy.connect("", "")) {
            List<CompletableFuture<Integer>> flood = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                flood.add(CompletableFuture.supplyAsync(() -> errorOf(proxy, SALTED.user(), "falsch"), clients));
            }
            assertThat(own.createStatement().executeUpdate("ALTER VITESS_SLOW")).isEqualTo(3);
            List<Integer> errors = flood.stream().map(CompletableFuture::join).toList();
            assertThat(errors).contains(1040, 1045).containsOnly(1040, 1045);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void ourOwnStatementsDoNotKeepAnybodyFromLoggingIn() throws Exception {
        TestServer server = TestServers.mariaDb();
        Semaphore running = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        StatementRouter router = (state, sql) -> sql.startsWith("ALTER VITESS")
                ? new Route.Work(
                        () -> {
                            running.release();
                            await(go);
                            return new Reply.Ok(1);
                        },
                        false)
                : new Route.Forward();
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0);
        int threads = options.work().threads();
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        try (TestProxy proxy = new TestProxy(options, server, users(server, hash()), router)) {
            List<CompletableFuture<Void>> busy = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                busy.add(CompletableFuture.runAsync(() -> block(proxy), clients));
            }
            assertThat(running.tryAcquire(threads, 20, TimeUnit.SECONDS)).isTrue();
            assertThat(errorOf(proxy, SALTED.user(), SALTED.password())).isZero();
            go.countDown();
            busy.forEach(CompletableFuture::join);
        } finally {
            clients.shutdownNow();
        }
    }

    /** What ends an outage is done while everything that the outage holds up waits. */
    @Test
    void commandsDoNotWaitBehindOurOtherStatements() throws Exception {
        TestServer server = TestServers.mariaDb();
        Semaphore running = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        StatementRouter router = (state, sql) -> switch (sql) {
            case "ALTER VITESS_BLOCK" ->
                new Route.Work(
                        () -> {
                            running.release();
                            await(go);
                            return new Reply.Ok(1);
                        },
                        false);
            case "VTCTL PROBE" -> new Route.Work(() -> new Reply.Ok(7), false, List.of(), Lane.VTCTL);
            case "SHOW VITESS_PROBE" -> new Route.Work(() -> new Reply.Ok(5), false, List.of(), Lane.CLUSTER);
            default -> new Route.Forward();
        };
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0);
        int threads = options.work().threads();
        ExecutorService clients = Executors.newFixedThreadPool(threads + 1);
        try (TestProxy proxy = new TestProxy(options, server, users(server, hash()), router);
                Connection admin = proxy.connect("", KEY);
                Statement statement = admin.createStatement()) {
            List<CompletableFuture<Void>> busy = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                busy.add(CompletableFuture.runAsync(() -> block(proxy), clients));
            }
            assertThat(running.tryAcquire(threads, 60, TimeUnit.SECONDS)).isTrue();
            for (String sql : List.of("VTCTL PROBE", "SHOW VITESS_PROBE")) {
                CompletableFuture<Boolean> done = CompletableFuture.supplyAsync(() -> execute(statement, sql), clients);
                assertThat(done.get(50, TimeUnit.SECONDS)).isFalse();
            }
            assertThat(busy).noneMatch(CompletableFuture::isDone);
            go.countDown();
            busy.forEach(CompletableFuture::join);
        } finally {
            go.countDown();
            clients.shutdownNow();
        }
    }

    private static boolean execute(Statement statement, String sql) {
        try {
            return statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void block(TestProxy proxy) {
        try (Connection connection = proxy.connect("", KEY)) {
            connection.createStatement().executeUpdate("ALTER VITESS_BLOCK");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void wrongPasswordsAreAnsweredEverMoreSlowly() throws Exception {
        TestServer server = TestServers.mariaDb();
        Duration step = Duration.ofMillis(300);
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withLogin(Duration.ofSeconds(10), Optional.of(step)));
        try (TestProxy proxy = new TestProxy(options, server, users(server, hash()), new Scripted())) {
            as(proxy, SALTED.user(), SALTED.password()).close();
            for (int failure = 1; failure <= 5; failure++) {
                long start = System.nanoTime();
                assertThat(errorOf(proxy, SALTED.user(), "falsch")).isEqualTo(1045);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                assertThat(took).isGreaterThan(step.multipliedBy(Math.max(0, failure - 3)));
            }
            long start = System.nanoTime();
            as(proxy, server.user(), server.password()).close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(step.multipliedBy(2));
            long right = System.nanoTime();
            as(proxy, SALTED.user(), SALTED.password()).close();
            assertThat(Duration.ofNanos(System.nanoTime() - right)).isGreaterThan(step.multipliedBy(2));
            long again = System.nanoTime();
            as(proxy, SALTED.user(), SALTED.password()).close();
            assertThat(Duration.ofNanos(System.nanoTime() - again)).isLessThan(step.multipliedBy(2));
        }
    }

    @Test
    void whoGoesWhileTheAnswerIsHeldBackLeavesNothingBehind() throws Exception {
        TestServer server = TestServers.mariaDb();
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withLogin(Duration.ofSeconds(2), Optional.of(Duration.ofSeconds(9))));
        try (TestProxy proxy = new TestProxy(options, server, users(server, hash()), new Scripted())) {
            for (int i = 0; i < 4; i++) {
                assertThat(errorOf(proxy, server.user(), "falsch")).isEqualTo(1045);
            }
            try (RawClient client = new RawClient(proxy.port())) {
                CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> logInAndGo(client, server));
                TimeUnit.MILLISECONDS.sleep(300);
                client.close();
                gone.get(10, TimeUnit.SECONDS);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> proxy.server().sessions() == 0);
            as(proxy, server.user(), server.password()).close();
        }
    }

    private static void logInAndGo(RawClient client, TestServer server) {
        assertThat(catchThrowableOfType(
                        java.io.IOException.class, () -> client.logIn(server.user(), server.password())))
                .isNotNull();
    }
}
