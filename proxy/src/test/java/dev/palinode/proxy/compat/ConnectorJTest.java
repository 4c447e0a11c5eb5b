package dev.palinode.proxy.compat;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

/** MySQL's own driver in the ways in which it can be set up. */
final class ConnectorJTest {
    private static final List<String> SETTINGS = List.of(
            "",
            "&useServerPrepStmts=true",
            "&useServerPrepStmts=true&cachePrepStmts=true&useCursorFetch=true&defaultFetchSize=7",
            "&rewriteBatchedStatements=true&cacheServerConfiguration=true&useLocalSessionState=true",
            "&useServerPrepStmts=true&rewriteBatchedStatements=true&allowMultiQueries=true&useAffectedRows=true",
            "&connectionCollation=utf8mb4_bin&trackSessionState=true&tinyInt1isBit=false");

    @OnEachServer
    void work(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String settings : SETTINGS) {
                stage.compare((place, seen) -> {
                    try (Connection connection = place.connect(place.url(settings))) {
                        seen.note("with", settings);
                        new JdbcWork(connection, seen).all();
                    }
                });
            }
        }
    }

    @OnEachServer
    void proceduresStreamsAndMetadata(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String settings : List.of("", "&useServerPrepStmts=true", "&useInformationSchema=true")) {
                stage.compare((place, seen) -> {
                    String url = place.url("&allowMultiQueries=true" + settings);
                    try (Connection connection = place.connect(url)) {
                        JdbcExtras extras = new JdbcExtras(connection, seen);
                        extras.procedures();
                        extras.several();
                        extras.streaming(Integer.MIN_VALUE);
                        extras.metadata(place.schema());
                        extras.timeout();
                    }
                });
            }
        }
    }

    @OnEachServer
    void resets(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                try (Connection connection = place.connect(place.url("&useServerPrepStmts=true"));
                        Statement statement = connection.createStatement()) {
                    JdbcConnection own = connection.unwrap(JdbcConnection.class);
                    statement.execute("SET @mark = 'set', SESSION sql_mode = ''");
                    own.resetServerState();
                    seen.rows("reset", statement.executeQuery("SELECT @mark, @@sql_mode"));
                    statement.execute("SET @mark = 'set', SESSION lock_wait_timeout = 77");
                    own.changeUser(place.user(), place.password());
                    seen.rows("changed", statement.executeQuery("SELECT @mark, @@lock_wait_timeout, DATABASE()"));
                    seen.error("wrong user", () -> own.changeUser("nobody_at_all", "x"));
                }
            });
        }
    }

    @OnEachServer
    void ourStatements(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String settings : List.of("", "&useServerPrepStmts=true&useCursorFetch=true&defaultFetchSize=2")) {
                try (Connection connection =
                        stage.proxied().connect(stage.proxied().url(settings))) {
                    Online.run(connection, "CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)");
                    Online.run(connection, "REPLACE INTO t VALUES (1), (2)");
                    Online.alterAndRevert(connection, "t");
                }
            }
        }
    }
}
