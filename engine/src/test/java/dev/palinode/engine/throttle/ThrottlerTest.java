package dev.palinode.engine.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ThrottlerTest {
    private static final AppName APP = AppName.ofStream("vcopier", MigrationId.generate());

    private static Throttler start(Db db, String keyspace, ThrottleConfig config, Tablet... more) throws SQLException {
        SidecarSchema.ensure(db);
        List<Tablet> tablets = new ArrayList<>(List.of(db.tablet()));
        tablets.addAll(List.of(more));
        return Throttler.start(db, keyspace, "0", () -> tablets, config, InstantSource.system());
    }

    private static ThrottleConfig none() {
        return new ThrottleConfig(Map.of(), Optional.empty());
    }

    @OnEachServer
    void rulesHoldAtOnceHereAndSoonElsewhereUntilTheyExpire(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        try (Db db = Shards.db(server);
                Throttler here = start(db, keyspace, none());
                Throttler elsewhere = start(db, keyspace, ThrottleConfig.defaults())) {
            assertThat(here.check(APP).ok()).isTrue();
            assertThat(elsewhere.check(APP).ok()).isTrue();
            here.throttle("online-ddl", Duration.ofMillis(1500), 1);
            assertThat(here.check(APP).code()).isEqualTo(Decision.Code.APP_DENIED);
            assertThat(here.check(APP).message())
                    .startsWith(APP + " is explicitly denied access (rule online-ddl, ratio 1.0, until 20");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> !elsewhere.check(APP).ok());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> here.check(APP).ok() && elsewhere.check(APP).ok());
            assertThat(here.rules()).isEmpty();
            elsewhere.throttle("online-ddl", Duration.ofDays(36500), 1);
            elsewhere.throttle("online-ddl", Duration.ofHours(1), 0);
            assertThat(here.rules())
                    .singleElement()
                    .satisfies(rule -> assertThat(rule.left()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1)));
            assertThat(elsewhere.check(APP).ok()).isTrue();
            elsewhere.unthrottle("online-ddl");
            assertThat(here.rules()).isEmpty();
        }
    }

    @OnEachServer
    void everyMetricIsMeasuredAndNamedWithItsServer(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        Map<Metric, Double> thresholds =
                Map.of(Metric.THREADS_RUNNING, 0.5, Metric.CUSTOM, 41.5, Metric.HISTORY_LIST_LENGTH, 1e9);
        try (Db db = Shards.db(server);
                Throttler throttler = start(
                        db, keyspace, new ThrottleConfig(thresholds, Optional.of("SELECT 'answer', 42 FROM DUAL")))) {
            Decision decision = throttler.check(APP);
            assertThat(decision.code()).isEqualTo(Decision.Code.THRESHOLD_EXCEEDED);
            assertThat(decision.message())
                    .matches(APP + " is denied access due to self/threads_running metric value [0-9]+ exceeding"
                            + " threshold 0.5 \\(test-1\\)");
            assertThat(decision.metrics()).hasSize(3);
            Decision custom = throttler.check(APP, Set.of(Metric.CUSTOM), true);
            assertThat(custom.message())
                    .isEqualTo(APP + " is denied access due to self/custom metric value 42 exceeding threshold 41.5"
                            + " (test-1)");
            assertThat(throttler
                            .check(APP, Set.of(Metric.HISTORY_LIST_LENGTH), true)
                            .ok())
                    .isTrue();
            assertThat(throttler.measure().keySet())
                    .containsAll(EnumSet.of(Metric.HISTORY_LIST_LENGTH, Metric.CUSTOM, Metric.THREADS_RUNNING));
            assertThat(throttler.check(APP, Set.of(Metric.LAG), false).code()).isEqualTo(Decision.Code.UNKNOWN_METRIC);
            assertThat(throttler.check(APP, Set.of(Metric.LAG), true).ok()).isTrue();
        }
    }

    @OnEachServer
    void aQueryThatFailsLetsNothingPassAndSaysWhy(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        for (String query :
                List.of("SELECT nothing", "SELECT 'x'", "SELECT 1 FROM DUAL WHERE 1 = 0", "SELECT 1 UNION SELECT 2")) {
            ThrottleConfig config = new ThrottleConfig(Map.of(Metric.CUSTOM, 5.0), Optional.of(query));
            try (Db db = Shards.db(server);
                    Throttler throttler = start(db, keyspace, config)) {
                Decision decision = throttler.check(APP);
                assertThat(decision.code()).as(query).isEqualTo(Decision.Code.INTERNAL_ERROR);
                assertThat(decision.message())
                        .startsWith(APP + " is denied access due to unexpected error: self/custom of test-1: ");
            }
        }
    }

    /** The server stands in for its own replica, which is never behind; the other one does not exist. */
    @OnEachServer
    void replicasThatCannotBeAskedAreIgnoredAndNamed(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        Tablet good = new Tablet("test-2", server.address(), TabletType.REPLICA, server.login());
        Tablet away = new Tablet("test-3", new ServerAddress("127.0.0.1", 1), TabletType.REPLICA, server.login());
        Tablet closed = new Tablet(
                "test-4", server.address(), TabletType.REPLICA, new Login(server.user(), "not the password"));
        try (Db db = Shards.db(server);
                Throttler throttler = start(db, keyspace, ThrottleConfig.defaults(), good, away, closed)) {
            assertThat(throttler.check(APP).ok()).isTrue();
            List<Reading> lags = throttler.measure().getOrDefault(Metric.LAG, List.of());
            assertThat(lags).extracting(Reading::tablet).containsExactly("test-2", "test-3", "test-4");
            assertThat(lags.get(0).known()).isTrue();
            assertThat(lags.get(0).value()).isLessThan(1);
            assertThat(lags.get(1).trouble()).contains("Communications link failure");
            assertThat(lags.get(2).trouble()).contains("Access denied");
            assertThat(throttler.check(APP).metric()).isEqualTo("lag");
            assertThat(throttler.check(APP).tablet()).isEqualTo("test-2");
        }
    }

    /** Another server stands in for a replica that has got nothing for a while, and is then given what it lacks. */
    @OnEachServer
    void aReplicaThatGetsNoHeartbeatIsBehindUntilItHasIt(TestServer server) throws SQLException {
        Optional<TestServer> other =
                TestServers.all().filter(each -> each != server).findFirst();
        if (other.isEmpty()) {
            return;
        }
        String keyspace = server.newSchema();
        Tablet replica = new Tablet(
                "test-2", other.get().address(), TabletType.REPLICA, other.get().login());
        ThrottleConfig config = new ThrottleConfig(Map.of(Metric.LAG, 0.8), Optional.empty());
        try (Db db = Shards.db(server);
                Db behind = Shards.db(other.get());
                Throttler throttler = start(db, keyspace, config, replica)) {
            SidecarSchema.ensure(behind);
            assertThat(throttler.check(APP).ok()).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> throttler.check(APP).code() == Decision.Code.THRESHOLD_EXCEEDED);
            assertThat(throttler.check(APP).message())
                    .matches(APP + " is denied access due to shard/lag metric value [0-9.]+ exceeding threshold 0.8"
                            + " \\(test-2\\)");
            behind.execute("INSERT INTO _vt.heartbeat VALUES ('" + keyspace + "', '0', " + beat(db, keyspace)
                    + " + 60000000)");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> throttler.check(APP).ok());
        }
    }

    @OnEachServer
    void theHeartbeatIsOnlyWrittenWhileSomebodyAsks(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        Tablet replica = new Tablet("test-2", server.address(), TabletType.REPLICA, server.login());
        ThrottleConfig config = new ThrottleConfig(
                Map.of(Metric.LAG, 5.0), Optional.empty(), Duration.ofMillis(50), Duration.ofMillis(300));
        try (Db db = Shards.db(server);
                Throttler throttler = start(db, keyspace, config, replica)) {
            Thread.sleep(200);
            assertThat(beat(db, keyspace)).isEqualTo("never");
            throttler.check(APP);
            String first = beat(db, keyspace);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                throttler.check(APP);
                return beat(db, keyspace).compareTo(first) > 0;
            });
            String last = await().atMost(Duration.ofSeconds(20))
                    .until(() -> unchanged(db, keyspace), text -> !text.isEmpty());
            assertThat(throttler.checkRules(APP).ok()).isTrue();
            Thread.sleep(200);
            assertThat(beat(db, keyspace)).isEqualTo(last);
            assertThat(throttler.known()).isEmpty();
            // The old heartbeat may count as a lag until there is a new one.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> throttler.check(APP).ok());
            assertThat(beat(db, keyspace)).isGreaterThan(last);
        }
    }

    /** The heartbeat, if it is the same for half a second; the application is forgotten after 300 ms. */
    private static String unchanged(Db db, String keyspace) throws Exception {
        String before = beat(db, keyspace);
        Thread.sleep(500);
        return beat(db, keyspace).equals(before) ? before : "";
    }

    private static String beat(Db db, String keyspace) throws SQLException {
        String sql = "SELECT ts FROM _vt.heartbeat WHERE keyspace = ?";
        return db.with(connection -> Sql.first(connection, sql, row -> row.getString(1), keyspace))
                .orElse("never");
    }

    @Test
    void theAlwaysThrottledAppIsDenied() throws SQLException {
        TestServer server = TestServers.mariaDb();
        try (Db db = Shards.db(server);
                Throttler throttler = start(db, server.newSchema(), none())) {
            assertThat(throttler.check(new AppName("always-throttled-app")).code())
                    .isEqualTo(Decision.Code.APP_DENIED);
            assertThat(throttler.answered(Decision.Code.APP_DENIED)).isEqualTo(1);
        }
    }
}
