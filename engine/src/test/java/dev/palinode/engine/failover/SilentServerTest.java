package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A primary that takes the log-in of the engine which is being opened, and never says anything again. */
final class SilentServerTest {
    /** Above the longest wait for an answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of the first statement behind the log-in. */
    private static final String FIRST = "table_schema = '_vt'";

    private final TestServer server = TestServers.mariaDb();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.palinode.engine.EngineSeat");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
    }

    private static PalinodeEngine open(Topology pinned) {
        return PalinodeEngine.open(
                EngineConfig.defaults(),
                pinned,
                TrafficGate.none(),
                context -> new OnlineAlter(context, 1, FailPoints.NONE),
                InstantSource.system());
    }

    private List<Tablet> at(ServerAddress address) {
        return List.of(new Tablet("zone1-100", address, TabletType.PRIMARY, server.login()));
    }

    private long told(String text) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getFormattedMessage().contains(text))
                .count();
    }

    private LiveTopology topology(ServerAddress address) throws SQLException {
        return LiveTopology.start(server.newSchema(), "0", at(address), Duration.ofMillis(200), InstantSource.system());
    }

    private static void awaitEngine(FollowingEngine engine) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> engine.countByStatus().isEmpty());
    }

    @Test
    void theFirstEngineIsNotWaitedForForEver() throws Exception {
        try (FlakyLink link = FlakyLink.to(server.address());
                LiveTopology topology = topology(link.address())) {
            link.cutAt(FIRST);
            assertThatThrownBy(() -> FollowingEngine.open(topology, SilentServerTest::open))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("zone1-100 at " + link.address() + " does not answer");
        }
    }

    @Test
    void aLaterOneIsTriedAgain() throws Exception {
        try (FlakyLink link = FlakyLink.to(server.address());
                LiveTopology topology = topology(server.address());
                FollowingEngine engine = FollowingEngine.open(topology, SilentServerTest::open)) {
            link.cutAt(FIRST);
            topology.setTablets(at(link.address()));
            await().atMost(PATIENCE)
                    .until(() -> told("tried again: zone1-100 at " + link.address() + " does not") == 1);
            assertThatThrownBy(engine::countByStatus).hasMessageContaining("the engine is not ready there yet");
            link.heal();
            awaitEngine(engine);
            assertThat(link.connections()).isPositive();
        }
    }

    /** What had been opened in part is given up at once, and not when its time is over. */
    @Test
    void oneThatIsBeingOpenedIsGivenUpForAnotherPrimary() throws Exception {
        try (FlakyLink silent = FlakyLink.to(server.address());
                LiveTopology topology = topology(server.address());
                FollowingEngine engine = FollowingEngine.open(topology, SilentServerTest::open)) {
            silent.cutAt(FIRST);
            topology.setTablets(at(silent.address()));
            await().atMost(PATIENCE).until(silent::isCut);
            topology.setTablets(at(server.address()));
            awaitEngine(engine);
            assertThat(told("does not answer")).isZero();
        }
    }
}
