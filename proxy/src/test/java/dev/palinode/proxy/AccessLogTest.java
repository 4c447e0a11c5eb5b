package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.session.limit.Limits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The access log and the counters of real statements. */
final class AccessLogTest {
    /** What the logger was told. */
    private static final class Lines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger("palinode.access");
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Lines() {
            start();
            logger.setLevel(Level.INFO);
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }

        @Override
        public void close() {
            logger.detachAppender(this);
            logger.setLevel(null);
        }
    }

    private static void fails(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLException.class);
        }
    }

    private static TestProxy proxy(TestServer server, Optional<Duration> slow) throws Exception {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0)
                        .withLimits(Limits.defaults().withSlowStatement(slow)),
                server.address(),
                server.login(),
                new Scripted(),
                loop -> new TestProxy.OpenGate());
    }

    @OnEachServer
    void slowAndFailedStatementsHaveALineWithoutSecrets(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (Lines log = new Lines();
                TestProxy proxy = proxy(server, Optional.of(Duration.ofMillis(300)));
                Connection connection = proxy.connect(schema, "useServerPrepStmts=true")) {
            ProxyStatementsTest.one(connection, "SELECT 'quick geheim'");
            fails(connection, "SELECT 'geheim' FROM no_such_table WHERE pin = 4711");
            fails(connection, "SET PASSWORD FOR 'no such'@'user' = 'geheim'");
            fails(connection, "CREATE USER 'no such'@'user' IDENTIFIED BY 'geheim' nonsense");
            ProxyStatementsTest.one(connection, "/* geheim */ SELECT SLEEP(0.4), 'geheim'");
            try (PreparedStatement prepared = connection.prepareStatement("SELECT SLEEP(?), 'geheim'")) {
                prepared.setDouble(1, 0.4);
                prepared.executeQuery().close();
            }
            assertThat(log.lines)
                    .hasSize(5)
                    .allSatisfy(line -> assertThat(line)
                            .doesNotContain("geheim", "4711", "quick", "no such")
                            .contains(
                                    " user=" + server.user() + " host=127.0.0.1:", " schema=" + schema + " command="));
            assertThat(log.lines.get(0))
                    .contains(" error=1146 ")
                    .endsWith("sql=\"SELECT ? FROM no_such_table WHERE pin = ?\"");
            assertThat(log.lines.get(1)).contains("SET PASSWORD FOR ?@? = ?");
            assertThat(log.lines.get(2)).contains(" error=1064 ").contains("CREATE USER ?@? IDENTIFIED BY ? nonsense");
            assertThat(log.lines.get(3)).contains(" error=0 ").endsWith("sql=\"SELECT SLEEP(?), ?\"");
            assertThat(log.lines.get(4)).contains(" command=stmt_execute ").endsWith("sql=\"SELECT SLEEP(?), ?\"");
            assertThat(proxy.server().metrics().scrape().lines())
                    .contains("palinode_slow_statements_total 2.0", "palinode_sessions 1.0")
                    .contains("palinode_errors_total{code=\"1146\"} 1.0")
                    .contains("palinode_commands_total{kind=\"stmt_execute\"} 1.0");
        }
    }

    @OnEachServer
    void offIsOff(TestServer server) throws Exception {
        try (Lines log = new Lines();
                TestProxy proxy = proxy(server, Optional.empty());
                Connection connection = proxy.connect("", "")) {
            fails(connection, "SELECT nonsense");
            assertThat(log.lines).isEmpty();
        }
    }
}
