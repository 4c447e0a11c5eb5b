package dev.palinode.engine.topo.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is said of a primary that was restarted and is read-only. */
final class TopologyLogTest {
    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TopologyLog.class);
    private final TopologyLog log = new TopologyLog("shop/0");

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    private void seen(int second, boolean readOnly) {
        Tablet tablet = new Tablet(
                "zone1-100", new ServerAddress("db1", 3306), TabletType.PRIMARY, new Login("palinode", "secret"));
        ServerState state = new ServerState(
                "MariaDB",
                "11.4.5",
                "uid",
                "1",
                readOnly,
                false,
                List.of(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        log.primary(
                new TabletHealth(tablet, "", Optional.of(state), START.plusSeconds(second), OptionalDouble.empty()));
    }

    private List<String> told() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void itIsSaidOnceWithTheStatementThatMendsIt() {
        seen(0, true);
        seen(20, true);
        assertThat(told()).isEmpty();
        seen(21, true);
        seen(40, true);
        assertThat(told())
                .containsExactly("shop/0: the primary zone1-100 is read-only for 20 s, replicates from nobody, and no"
                        + " other tablet is the primary; unless that is on purpose: VTCTL SetWritable zone1-100 true");
        seen(50, false);
        seen(60, true);
        seen(75, true);
        assertThat(told()).hasSize(1);
        seen(81, true);
        assertThat(told()).hasSize(2);
    }
}
