package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MariaDB's driver, which pipelines commands and uses MariaDB's own ones where the server has them. */
final class MariaDbConnectorTest {
    private static final List<String> SETTINGS = List.of(
            "",
            "&useServerPrepStmts=true",
            "&useServerPrepStmts=true&useBulkStmts=true&useBulkStmtsForInserts=true",
            "&disablePipeline=true&useAffectedRows=true",
            "&useServerPrepStmts=true&cachePrepStmts=false&allowMultiQueries=true");

    /** MySQL 9.7 calls this driver's executions of prepared statements malformed, directly too. */
    private static List<String> settings(TestServer server) {
        return SETTINGS.stream()
                .filter(settings -> server.isMariaDb() || !settings.contains("useServerPrepStmts"))
                .toList();
    }

    @OnEachServer
    void work(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String settings : settings(server)) {
                stage.compare((place, seen) -> {
                    try (Connection connection = place.connect(place.mariaDbUrl(settings))) {
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
            for (String settings : List.of("", "&useServerPrepStmts=true")) {
                stage.compare((place, seen) -> {
                    String url = place.mariaDbUrl("&allowMultiQueries=true" + settings);
                    try (Connection connection = place.connect(url)) {
                        JdbcExtras extras = new JdbcExtras(connection, seen);
                        extras.procedures();
                        extras.several();
                        extras.streaming(3);
                        extras.metadata(place.schema());
                        extras.timeout();
                    }
                });
            }
        }
    }

    /** A batch is one execution, of MariaDB's own kind, also after its table was swapped. */
    @Test
    void batches() throws Exception {
        try (Stage stage = Stage.on(TestServers.mariaDb())) {
            stage.compare((place, seen) -> {
                try (Connection connection = place.connect(place.mariaDbUrl("&useBulkStmts=true"))) {
                    seen.note("executions", new MariaDbBatches(connection, seen).run());
                }
            });
            String url = stage.proxied().mariaDbUrl("&useBulkStmts=true");
            stage.empty();
            try (Connection connection = stage.proxied().connect(url)) {
                MariaDbBatches batches = new MariaDbBatches(connection, new Transcript());
                assertThat(batches.run()).isBetween(1, 10);
                batches.aroundAMigration();
            }
        }
    }

    @OnEachServer
    void ourStatements(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (String settings : List.of("", "&useServerPrepStmts=true")) {
                try (Connection connection =
                        stage.proxied().connect(stage.proxied().mariaDbUrl(settings))) {
                    Online.run(connection, "CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)");
                    Online.run(connection, "REPLACE INTO t VALUES (1), (2)");
                    Online.alterAndRevert(connection, "t");
                }
            }
        }
    }
}
